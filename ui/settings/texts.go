package settings

import "fyne.io/fyne/v2/lang"

// Title names the page, in its menu and among the shortcuts.
func Title() string                 { return lang.X("settings.title", "Settings") }
func textSectionAccount() string    { return lang.X("settings.account", "Account and cloud") }
func textSectionSending() string    { return lang.X("settings.sending", "Sending") }
func textSectionAppearance() string { return lang.X("settings.appearance", "Appearance") }
func textSectionNetwork() string    { return lang.X("settings.network", "Network") }
func textSectionFiles() string      { return lang.X("settings.files", "Files and log") }
func textSave() string              { return lang.X("settings.save", "Save") }
func textSavingSettings() string    { return lang.X("settings.saving", "Saving…") }
func textSaved() string             { return lang.X("settings.saved", "Saved.") }

// Account and cloud.

func textHowToRegister() string { return lang.X("settings.how_to_register", "How to get a client ID") }
func textBuiltIn(id string) string {
	return lang.X("settings.built_in", "Built into this release: {{.Value}}. Leave the field empty to use it.", map[string]any{"Value": id})
}
func textNoClientID() string {
	return lang.X("settings.no_client_id", "There is none yet, and without one nobody can sign in.")
}
func textInsteadOfBuiltIn() string {
	return lang.X("settings.instead_of_built_in", "Used instead of the one built into this release.")
}
func textSetBy(value, by string) string {
	return lang.X("settings.set_by", "This run uses {{.Value}}, set by {{.By}}.", map[string]any{"Value": value, "By": by})
}
func textCloud() string { return lang.X("settings.cloud", "Cloud") }
func textCloudHint() string {
	return lang.X("settings.cloud_hint", "Where your account lives. Most are global.")
}
func textCloudGlobal() string { return lang.X("settings.cloud_global", "Global") }
func textCloudUS() string     { return lang.X("settings.cloud_us", "US Government (L4)") }
func textCloudUSDoD() string  { return lang.X("settings.cloud_us_dod", "US Government DoD (L5)") }
func textCloudChina() string  { return lang.X("settings.cloud_china", "China") }
func textCloudCustom() string { return lang.X("settings.cloud_custom", "Addresses of your own") }
func textCloudLogin() string  { return lang.X("settings.cloud_login", "Sign-in host") }
func textCloudGraph() string  { return lang.X("settings.cloud_graph", "Graph host") }
func textApplicationMoves() string {
	return lang.X("settings.application_moves", "With another client ID or cloud you sign in anew; the queue waits for that.")
}

func textTenantHint() string {
	return lang.X("client.tenant_hint", "common, unless you were told another")
}

// Sending.

func textStartOnDrop() string {
	return lang.X("settings.start_on_drop", "Start as soon as files are dropped")
}
func textStartOnDropHint() string {
	return lang.X("settings.start_on_drop_hint", "Otherwise files wait until you press Start.")
}
func textCheckUploads() string { return lang.X("settings.check", "Check files after upload") }
func textCheckUploadsHint() string {
	return lang.X("settings.check_hint", "Reads each attachment back and compares it with your file.")
}
func textHousekeeping() string {
	return lang.X("settings.housekeeping", "Take all files of a folder")
}
func textHousekeepingHint() string {
	return lang.X("settings.housekeeping_hint", "Also what the system keeps for itself, such as .DS_Store and Thumbs.db.")
}
func textKeepAwake() string { return lang.X("settings.keep_awake", "Keep the computer awake") }
func textKeepAwakeHint() string {
	return lang.X("settings.keep_awake_hint", "While files are on their way.")
}
func textNotify() string { return lang.X("settings.notify", "Notify me at the end") }
func textNotifyHint() string {
	return lang.X("settings.notify_hint", "When all is done and the window is not in front.")
}
func textStayInTray() string { return lang.X("settings.tray", "Stay in the tray when closed") }
func textStayInTrayHint() string {
	return lang.X("settings.tray_hint", "From the next start, where the desktop has a tray.")
}

// Appearance.

func textThemeHint() string {
	return lang.X("settings.theme_hint", "Light, dark, or what the desktop says.")
}
func textInterfaceSize() string { return lang.X("settings.size", "Zoom") }
func textInterfaceSizeHint() string {
	return lang.X("settings.size_hint", "Relative to the desktop's scale.")
}
func textLanguage() string { return lang.X("settings.language", "Language") }
func textLanguageHint() string {
	return lang.X("settings.language_hint", "Of texts, numbers and dates.")
}
func textLikeDesktop() string { return lang.X("settings.like_desktop", "Like the desktop") }
func textAtNextStart() string {
	return lang.X("settings.at_next_start", "The language changes when TaskDrop starts again.")
}
func textSizeFixed() string {
	return lang.X("settings.size_fixed", "FYNE_SCALE sets the size of everything, so this one is not used.")
}
func textPercent(number string) string {
	return lang.X("settings.percent", "{{.Number}}%", map[string]any{"Number": number})
}

// Network.

func textProxy() string { return lang.X("settings.proxy", "Proxy") }
func textProxyHint() string {
	return lang.X("settings.proxy_hint", "How TaskDrop reaches Microsoft. The system's is that of the environment, else of the desktop.")
}
func textProxySystem() string   { return lang.X("settings.proxy_system", "The system's") }
func textProxyNone() string     { return lang.X("settings.proxy_none", "None") }
func textProxyOwn() string      { return lang.X("settings.proxy_own", "This one") }
func textProxyAddress() string  { return lang.X("settings.proxy_address", "Address") }
func textProxyUser() string     { return lang.X("settings.proxy_user", "User") }
func textProxyPassword() string { return lang.X("settings.proxy_password", "Password") }
func textPasswordHint() string {
	return lang.X("settings.password_hint", "If the proxy asks for them. The password is kept in this computer's keyring, never in a file.")
}
func textPasswordKept() string {
	return lang.X("settings.password_kept", "The password is in this computer's keyring. Leave the field empty to keep it.")
}
func textPasswordThisRun() string {
	return lang.X("settings.password_this_run", "The password is kept for this run only: there is no keyring for it.")
}
func textCAFile() string { return lang.X("settings.ca_file", "Certificate file") }
func textCAFileHint() string {
	return lang.X("settings.ca_file_hint", "Where a company proxy inspects traffic: its certificates in PEM form, trusted beside the system's.")
}
func textChooseFile() string { return lang.X("settings.choose_file", "Choose…") }

// Files and log.

func textLogFolder() string { return lang.X("settings.log_folder", "Log, queue and settings") }
func textLogFolderHint() string {
	return lang.X("settings.log_folder_hint", "Nothing here holds a password or a key in plain text.")
}
func textOpenFolder() string    { return lang.X("settings.open_folder", "Open folder") }
func textResetTitleRow() string { return lang.X("settings.reset_row", "Begin anew") }
func textResetHint() string {
	return lang.X("settings.reset_hint", "Takes sending, appearance and network back to what they were at first.")
}
func textReset() string      { return lang.X("settings.reset", "Reset settings") }
func textResetTitle() string { return lang.X("settings.reset_title", "Reset the settings?") }
func textResetExplain() string {
	return lang.X("settings.reset_explain", "Sending, appearance and network go back to what they were at first. Your account, its cloud and the queue stay.")
}
