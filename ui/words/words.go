// Package words holds the texts that more than one part of the window says, and the sentence of a problem.
//
// A text of one pane alone stands beside that pane. Nothing here is drawn.
package words

import (
	"strings"

	"fyne.io/fyne/v2/lang"

	"taskdrop/service"
)

// Problem is a problem's sentence in the person's language.
func Problem(p *service.Problem) string {
	if p == nil {
		return lang.X("problem.unknown", "Something went wrong, and nothing more is known about it.")
	}
	fields := make(map[string]any, len(p.Args))
	for name, value := range p.Args {
		fields[name] = value
	}
	words := strings.FieldsFunc(lang.X(p.Key, p.Text, fields), func(r rune) bool { return r == ' ' || r == '\n' })
	return strings.Join(words, " ")
}

// Close closes a dialog or a message.
func Close() string { return lang.X("action.close", "Close") }

// Cancel is the way back out of a dialog.
func Cancel() string { return lang.X("action.cancel_dialog", "Cancel") }

// ClientID names the field of a registration's id.
func ClientID() string { return lang.X("client.id", "Client ID") }

// Tenant names the field of a registration's tenant.
func Tenant() string { return lang.X("client.tenant", "Tenant") }

// Theme names the choice between light and dark.
func Theme() string { return lang.X("menu.theme", "Theme") }

// ThemeSystem follows the desktop.
func ThemeSystem() string { return lang.X("menu.theme_system", "Like the desktop") }

// ThemeLight is always light.
func ThemeLight() string { return lang.X("menu.theme_light", "Light") }

// ThemeDark is always dark.
func ThemeDark() string { return lang.X("menu.theme_dark", "Dark") }

// ClientIDBad says what a client ID looks like, when what was entered does not.
func ClientIDBad() string {
	return lang.X("client.id_bad", "A client ID looks like 11111111-2222-3333-4444-555555555555. Copy it from the app's overview page.")
}

// AppMenu opens the form for app-only access.
func AppMenu() string { return lang.X("app.menu", "Another person's tasks…") }

// Connect heads the way to an account of one's own, and the guide to a client ID.
func Connect() string { return lang.X("setup.connect", "Connect your account") }

// CopyDetails copies what is known of a problem.
func CopyDetails() string { return lang.X("action.copy_details", "Copy details") }

// MenuSettings opens the settings.
func MenuSettings() string { return lang.X("menu.settings", "Settings…") }

// SignIn asks for a sign-in in a word.
func SignIn() string { return lang.X("signin.sign_in", "Sign in") }

// SignInMicrosoft opens the browser for a sign-in.
func SignInMicrosoft() string { return lang.X("setup.sign_in_microsoft", "Sign in with Microsoft") }
