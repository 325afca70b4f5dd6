package ui

import "fyne.io/fyne/v2/lang"

// The guide to a client id.

func textGuideExplain() string {
	return lang.X("guide.explain", "TaskDrop signs you in with Microsoft in your own browser. For that it needs a client ID, which is no secret.")
}
func textGuideHave() string { return lang.X("guide.have", "You have a client ID") }
func textGuideNone() string { return lang.X("guide.none", "You have none yet") }
func textGuideBuiltIn() string {
	return lang.X("guide.built_in", "This release brings its own. Leave the field empty, unless you were given another.")
}
func textOpenRegistrations() string {
	return lang.X("guide.open_registrations", "Open the app registrations")
}
func textBack() string { return lang.X("guide.back", "Back") }

// About.

func textLicences() string { return lang.X("about.licences", "Licences") }
func textLicencesExplain() string {
	return lang.X("about.licences_explain", "TaskDrop is under the MIT licence. It is built with the work of others, on these terms:")
}
func textWebsite() string { return lang.X("about.website", "Project page") }
