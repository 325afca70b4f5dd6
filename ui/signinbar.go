package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// signInBar stands under the header while an account has to sign in again: everything stays on show, and this says
// what to do (C9).
type signInBar struct {
	object  *fyne.Container
	title   *widgets.Line
	explain *widgets.Line
	button  *widgets.Button
	shown   service.Account
}

func newSignInBar(signInAgain func(accountID string)) *signInBar {
	b := &signInBar{title: widgets.NewLine("", widgets.LineStyle{Size: look.TextBody, Colour: look.ColorText, Bold: true, Cut: widgets.CutMiddle})}
	b.explain = widgets.NewLine("", widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorSecondary, Cut: widgets.CutEnd})
	b.button = widgets.NewButton(textSignInOnceMore(), widgets.Primary, func() { signInAgain(b.shown.ID) })
	row := container.NewBorder(nil, nil,
		widgets.Inset(container.NewCenter(widgets.NewIcon(look.IconKey, look.ColorWaiting, 22)), 0, 0, 0, 12),
		widgets.Inset(container.NewCenter(b.button), 0, 0, 12, 0),
		container.New(&widgets.Column{Gap: 2}, b.title, b.explain))
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorAccentSoft})
	b.object = frame(nil, widgets.NewHairline(),
		container.NewStack(ground, widgets.Inset(row, 10, 10, look.Margin, look.Margin)))
	b.object.Hide()
	return b
}

// takeUp draws whether an account has to sign in again. It reports whether the bar came or went.
func (b *signInBar) takeUp(s *service.Snapshot) bool {
	account, ended := endedAccount(s)
	came := ended != b.object.Visible()
	widgets.SetVisible(b.object, ended)
	if ended && account != b.shown {
		b.shown = account
		text, press := textSignInEnded(), textSignInOnceMore()
		if account.ByApp {
			text, press = textAppEnded(account.Label()), textAppCorrect()
		}
		b.title.SetText(text, look.ColorText)
		b.button.SetText(press)
	}
	if ended {
		explain := textSignInEndedExplain()
		if account.ByApp && account == s.Account && s.SignInError != nil {
			explain = words.Problem(s.SignInError) // nobody signs in for it: what to correct
		}
		if name := account.Label(); name != "" && !account.ByApp { // first, to be read also where the window is narrow
			explain = joinFacts([]string{name, explain})
		}
		b.explain.SetText(explain, look.ColorSecondary)
	}
	return came
}

// endedAccount is the account to ask for: the one in use, else one whose files wait for it.
func endedAccount(s *service.Snapshot) (service.Account, bool) {
	if s.Account.NeedsSignIn {
		return s.Account, true
	}
	at := slices.IndexFunc(s.Accounts, func(a service.Account) bool {
		return a.NeedsSignIn && slices.ContainsFunc(s.Queue.Items, func(item *service.Item) bool {
			return item.State == service.ItemSignIn && item.Target.AccountID == a.ID
		})
	})
	if at < 0 {
		return service.Account{}, false
	}
	return s.Accounts[at], true
}

// owners names accounts for the rows, where more than one can be meant. nil names none.
type owners struct {
	accounts []service.Account
}

// ownersOf is the same pointer as before where it would name the same.
func ownersOf(s *service.Snapshot, before *owners) *owners {
	if before != nil && slices.Equal(before.accounts, s.Accounts) {
		return before
	}
	return &owners{s.Accounts}
}

// nameFor is what a row says about whose item it is, "" where there is one account alone.
func (o *owners) nameFor(item *service.Item) string {
	if o == nil || item.Target.AccountID == "" {
		return ""
	}
	at := slices.IndexFunc(o.accounts, func(a service.Account) bool { return a.ID == item.Target.AccountID })
	switch {
	case at < 0:
		return item.Target.AccountName // signed out: nobody here is meant
	case len(o.accounts) == 1:
		return ""
	}
	return o.accounts[at].Label()
}
