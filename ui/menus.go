package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/settings"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// showMenu opens the menu under the gear.
func (w *Window) showMenu() { w.menus.drop(w.mainMenu, w.header.menu) }

func (w *Window) mainMenu() *fyne.Menu {
	theme := iconItem(look.IconContrast, words.Theme(), nil)
	theme.ChildMenu = fyne.NewMenu("",
		w.themeItem(words.ThemeSystem(), look.ModeSystem), w.themeItem(words.ThemeLight(), look.ModeLight), w.themeItem(words.ThemeDark(), look.ModeDark))
	return fyne.NewMenu("",
		withKey(iconItem(look.IconFile, textMenuAddFiles(), w.addFiles), control("O")),
		withKey(iconItem(look.IconFolder, textMenuAddFolder(), w.addFolder), controlShift("O")),
		w.shortcutItem(w.chosen()),
		fyne.NewMenuItemSeparator(),
		theme,
		iconItem(look.IconGear, words.MenuSettings(), func() { w.showSettings(settings.Account) }),
		fyne.NewMenuItemSeparator(),
		withKey(iconItem(look.IconList, textShortcuts(), w.showShortcuts), "F1"),
		iconItem(look.IconInfo, textAbout(), w.showAbout),
		fyne.NewMenuItemSeparator(),
		withKey(iconItem(look.IconClose, textQuit(), w.requestClose), control("Q")))
}

func iconItem(icon look.IconName, text string, do func()) *fyne.MenuItem {
	return fyne.NewMenuItemWithIcon(text, look.Icon(icon, look.ColorText), do)
}

// withKey writes a shortcut beside an item, in words of ours: the toolkit's own can hardly be read and speak English.
func withKey(item *fyne.MenuItem, keys string) *fyne.MenuItem {
	item.Label = textWithKey(item.Label, keys)
	return item
}

func textWithKey(text, keys string) string {
	return lang.X("menu.with_key", "{{.Action}} ({{.Keys}})", map[string]any{"Action": text, "Keys": keys})
}

func (w *Window) themeItem(text string, mode look.Mode) *fyne.MenuItem {
	return widgets.CheckItem(text, w.settings.mode() == mode, func() { w.setMode(mode) })
}

func (w *Window) setMode(mode look.Mode) {
	w.settings.setMode(mode)
	w.app.Settings().SetTheme(look.New(mode))
}

// showAccount opens the menu under the person: who is signed in, one more, and the way out.
func (w *Window) showAccount() { w.menus.drop(w.accountMenu, w.header.avatar) }

func (w *Window) accountMenu() *fyne.Menu {
	if !w.signedIn() {
		return nil
	}
	items := w.accountItems()
	if !w.snapshot.Demo {
		items = append(items,
			iconItem(look.IconPlus, textAddAccount(), w.svc.SignIn.AddAccount),
			iconItem(look.IconKey, words.AppMenu(), func() { w.showAppForm(service.Account{}) }))
	}
	if why := w.snapshot.MemoryOnly; why != nil {
		items = append(items, iconItem(look.IconWarning, textMemoryOnly(), func() { w.toasts.tell(words.Problem(why), false, why) }))
	}
	items = append(items, fyne.NewMenuItemSeparator())
	out, leave := textSignOut(), w.svc.SignIn.SignOut
	switch {
	case w.snapshot.Demo:
		out = textLeaveDemo()
	case w.snapshot.Account.ByApp:
		out, leave = textAppRemove(), w.askRemoveApp
	}
	items = append(items, iconItem(look.IconLeave, out, leave))
	return fyne.NewMenu("", items...)
}

// accountItems lists who is signed in on this computer, a check at the one in use.
func (w *Window) accountItems() (items []*fyne.MenuItem) {
	accounts := w.snapshot.Accounts
	if len(accounts) == 0 {
		accounts = []service.Account{w.snapshot.Account}
	}
	for _, a := range accounts {
		text := a.Username
		if a.Name != "" && a.Name != a.Username {
			text = joinFacts([]string{a.Name, a.Username})
		}
		if a.ByApp {
			text = textAppAccount(a.Username)
		}
		switch {
		case a.NeedsSignIn && a.ByApp:
			text = joinFacts([]string{text, textAppNeedsKey()})
		case a.NeedsSignIn:
			text = joinFacts([]string{text, textSignInAgain()})
		}
		if text != "" {
			items = append(items, widgets.CheckItem(text, a.ID == w.snapshot.Account.ID, func() {
				if !a.NeedsSignIn || !w.showAppAccount(a.ID) {
					w.svc.SignIn.UseAccount(a.ID)
				}
			}))
		}
	}
	return items
}
