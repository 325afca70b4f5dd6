package service_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
)

// settled starts a service that has no work and returns it once it is up.
func settled(t *testing.T, dir string, cfg service.Config) *program {
	t.Helper()
	cfg.StateDir, cfg.Keyring = dir, newRing()
	p := &program{t: t, dir: dir, Service: service.New(cfg)}
	t.Cleanup(func() { _ = p.Close() })
	p.Start()
	p.until("started", func(s service.Snapshot) bool { return s.Setup.NetworkTaken > 1 })
	return p
}

func (p *program) setApplication(a service.Application) service.Setup {
	p.t.Helper()
	before := p.Snapshot().Setup.ApplicationTaken
	p.SetApplication(a)
	return p.until("taken", func(s service.Snapshot) bool { return s.Setup.ApplicationTaken > before }).Setup
}

func TestSettingsOutliveTheRun(t *testing.T) {
	dir := t.TempDir()
	p := settled(t, dir, service.Config{})
	application := service.Application{ClientID: "11111111-2222-3333-4444-555555555555", Tenant: "organizations", Cloud: service.CloudUS}
	preferences := service.Preferences{CheckAfterUpload: true, AllowSleep: true, AskFirst: true, Silent: true}
	display := service.Display{Scale: 1.25, Language: "pt-BR"}
	network := service.Network{ProxyMode: service.ProxyNone}
	p.setApplication(application)
	p.SetPreferences(preferences)
	p.SetDisplay(display)
	p.setNetwork(network, "")
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if got := service.ReadDisplay(dir); got != display {
		t.Errorf("before the window opens: %+v, want %+v", got, display)
	}
	s := settled(t, dir, service.Config{}).Snapshot()
	if s.Setup.Application != application || s.Setup.Network != network || s.Setup.Display != display || s.Preferences != preferences {
		t.Errorf("the next start has %+v and %+v", s.Setup, s.Preferences)
	}
	if s.Phase != service.PhaseSignedOut || s.Setup.Cloud.Value != "login.microsoftonline.us" {
		t.Errorf("phase %v at %v", s.Phase, s.Setup.Cloud)
	}
}

// A reset leaves who signs in where.
func TestReset(t *testing.T) {
	dir := t.TempDir()
	p := settled(t, dir, service.Config{})
	application := service.Application{ClientID: "11111111-2222-3333-4444-555555555555"}
	p.setApplication(application)
	p.SetPreferences(service.Preferences{AskFirst: true})
	p.SetDisplay(service.Display{Scale: 1.5, Language: "ja"})
	p.setNetwork(service.Network{ProxyMode: service.ProxyNone}, "")
	p.ResetSettings()
	s := p.until("reset", func(s service.Snapshot) bool { return s.Setup.Network == service.Network{} })
	if s.Preferences != (service.Preferences{}) || s.Setup.Display != (service.Display{}) || s.Setup.Application != application {
		t.Errorf("%+v, %+v", s.Preferences, s.Setup)
	}
}

func TestDamagedSettingsAreKeptAside(t *testing.T) {
	dir := t.TempDir()
	const damaged = `{"clientId": "half of it`
	if err := os.WriteFile(filepath.Join(dir, "settings.json"), []byte(damaged), 0o600); err != nil {
		t.Fatal(err)
	}
	p := settled(t, dir, service.Config{})
	s := p.until("told", tellsOf(problem.SettingsDamaged))
	if s.Phase != service.PhaseSetup {
		t.Errorf("phase %v, want that of a first start", s.Phase)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	aside, err := os.ReadFile(filepath.Join(dir, "settings.damaged.json"))
	if err != nil || string(aside) != damaged {
		t.Errorf("kept aside: %q, %v", aside, err)
	}
	if s := settled(t, dir, service.Config{}).Snapshot(); tellsOf(problem.SettingsDamaged)(s) {
		t.Error("told once more at the start after")
	}
}

func TestWhatIsInForceAndWhy(t *testing.T) {
	const set, flagged, built = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222", "33333333-3333-3333-3333-333333333333"
	kept := service.Application{ClientID: set, Tenant: "organizations", Cloud: service.CloudUSDoD}
	for name, c := range map[string]struct {
		cfg                     service.Config
		set                     service.Application
		clientID, tenant, cloud service.InForce
	}{
		"nothing": {
			clientID: service.InForce{}, tenant: service.InForce{Value: "common"}, cloud: service.InForce{Value: "login.microsoftonline.com"},
		},
		"the build": {
			cfg:      service.Config{BuiltInClientID: built},
			clientID: service.InForce{Value: built, From: service.SourceBuild}, tenant: service.InForce{Value: "common"},
			cloud: service.InForce{Value: "login.microsoftonline.com"},
		},
		"the settings over the build": {
			cfg: service.Config{BuiltInClientID: built}, set: kept,
			clientID: service.InForce{Value: set, From: service.SourceSettings}, tenant: service.InForce{Value: "organizations", From: service.SourceSettings},
			cloud: service.InForce{Value: "login.microsoftonline.us", From: service.SourceSettings},
		},
		"the environment over the settings, whose tenant is for another application": {
			cfg: service.Config{Endpoint: service.Endpoint{ClientID: flagged}}, set: kept,
			clientID: service.InForce{Value: flagged, From: service.SourceEnvironment}, tenant: service.InForce{Value: "common"},
			cloud: service.InForce{Value: "login.microsoftonline.us", From: service.SourceSettings},
		},
		"the command line over all": {
			cfg: service.Config{
				Endpoint: service.Endpoint{ClientID: flagged, Tenant: "consumers", Login: "https://login.example"},
				ByFlag:   service.Given{ClientID: true, Tenant: true, Login: true},
			}, set: kept,
			clientID: service.InForce{Value: flagged, From: service.SourceFlag}, tenant: service.InForce{Value: "consumers", From: service.SourceFlag},
			cloud: service.InForce{Value: "login.example", From: service.SourceFlag},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := settled(t, t.TempDir(), c.cfg)
			got := p.setApplication(c.set)
			if got.ClientID != c.clientID || got.Tenant != c.tenant || got.Cloud != c.cloud {
				t.Errorf("in force: %+v, %+v, %+v", got.ClientID, got.Tenant, got.Cloud)
			}
		})
	}
}

func TestApplicationsThatCannotBeUsed(t *testing.T) {
	for name, c := range map[string]struct {
		set  service.Application
		says string
	}{
		"China":                {service.Application{Cloud: service.CloudChina}, "does not offer"},
		"half a pair":          {service.Application{Cloud: service.CloudCustom, Login: "https://login.example"}, "both addresses"},
		"http on the internet": {service.Application{Cloud: service.CloudCustom, Login: "http://login.example", Graph: "https://graph.example"}, "https"},
		"no tenant":            {service.Application{Tenant: "a/b"}, "not a tenant"},
		"no id":                {service.Application{ClientID: "two words"}, "not an application"},
	} {
		t.Run(name, func(t *testing.T) {
			p := settled(t, t.TempDir(), service.Config{})
			got := p.setApplication(c.set)
			if got.ApplicationProblem == nil || !strings.Contains(got.ApplicationProblem.Sentence(), c.says) {
				t.Errorf("it says %v", got.ApplicationProblem)
			}
			if got.Application != (service.Application{}) {
				t.Errorf("kept all the same: %+v", got.Application)
			}
		})
	}
}

// Who goes to another application is signed out, and comes back signed in to the one before.
func TestAnotherApplication(t *testing.T) {
	server := simulator.New(simulator.Options{AutoAccept: true})
	running, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	here := service.Application{ClientID: simulator.DemoClientID, Cloud: service.CloudCustom, Login: running.URL(), Graph: running.URL()}
	p := settled(t, t.TempDir(), service.Config{OpenURL: browse})
	p.Connect(here)
	p.until("signed in", signedIn)
	other := here
	other.ClientID = "44444444-4444-4444-4444-444444444444"
	p.setApplication(other)
	s := p.until("signed out", func(s service.Snapshot) bool { return s.Phase == service.PhaseSignedOut })
	if s.Account.ID != "" || len(s.Lists.Entries) != 0 {
		t.Errorf("%+v", s)
	}
	p.setApplication(here)
	p.until("back without a browser", signedIn)
}

// From the demo to an account of one's own, without a restart.
func TestFromTheDemoToAnAccount(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{Keyring: newRing()})
	p.SignIn()
	p.until("signed in to the demo", signedIn)
	p.Connect(service.Application{ClientID: simulator.DemoClientID, Cloud: service.CloudCustom, Login: p.url, Graph: p.url})
	p.until("signed in for real", func(s service.Snapshot) bool { return !s.Demo && signedIn(s) })
}

// A first start with an application built in offers the demo beside it; later ones ask to sign in.
func TestFirstStartOfARelease(t *testing.T) {
	server := simulator.New(simulator.Options{AutoAccept: true})
	running, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	dir := t.TempDir()
	release := service.Config{BuiltInClientID: simulator.DemoClientID, OpenURL: browse, Endpoint: service.Endpoint{Login: running.URL(), Graph: running.URL()}}
	p := settled(t, dir, release)
	if s := p.Snapshot(); s.Phase != service.PhaseSetup || !s.HasClientID || !s.Setup.BuiltIn {
		t.Errorf("phase %v, %v, %+v", s.Phase, s.HasClientID, s.Setup)
	}
	p.SignIn()
	p.until("signed in", signedIn)
	p.SignOut()
	p.until("signed out", func(s service.Snapshot) bool { return s.Phase == service.PhaseSignedOut })
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if s := settled(t, dir, release).Snapshot(); s.Phase != service.PhaseSignedOut {
		t.Errorf("phase %v at the next start", s.Phase)
	}
}

func TestACrashIsSaid(t *testing.T) {
	p := settled(t, t.TempDir(), service.Config{CrashFile: "/state/crash-20261124-084512.log"})
	s := p.until("told", tellsOf(problem.Crashed))
	if said := s.Notices[0].Problem.Sentence(); !strings.Contains(said, "crash-20261124-084512.log") || s.Notices[0].Folder == "" {
		t.Errorf("it says %q, and shows %q", said, s.Notices[0].Folder)
	}
}
