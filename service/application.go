package service

import (
	"context"
	"net/url"
	"strings"

	"taskdrop/auth"
	"taskdrop/service/problem"
)

// Cloud is one of Microsoft's clouds, or a pair of addresses of the person's own.
type Cloud = auth.Cloud

// The clouds.
const (
	CloudGlobal = auth.CloudGlobal
	CloudUS     = auth.CloudUS
	CloudUSDoD  = auth.CloudUSDoD
	CloudChina  = auth.CloudChina
	CloudCustom = auth.CloudCustom
)

// Application is which application signs in where. Its zero value is the release's own in the global cloud.
type Application struct {
	ClientID string `json:"clientId,omitempty"`
	Tenant   string `json:"tenant,omitempty"` // "" is common
	Cloud    Cloud  `json:"cloud,omitempty"`
	// Login and Graph are the roots of CloudCustom.
	Login string `json:"login,omitempty"`
	Graph string `json:"graph,omitempty"`
}

func (a Application) trimmed() Application {
	for _, field := range []*string{&a.ClientID, &a.Tenant, &a.Login, &a.Graph} {
		*field = strings.TrimSpace(*field)
	}
	if a.Cloud != CloudCustom {
		a.Login, a.Graph = "", ""
	}
	return a
}

// CheckApplication says what can't be used about an application, nil where all can. It sends nothing.
func CheckApplication(a Application) *Problem {
	a = a.trimmed()
	login, graph := a.Cloud.Roots()
	if a.Cloud == CloudCustom {
		login, graph = a.Login, a.Graph
		if login == "" || graph == "" {
			return problem.New(problem.AddressMissing)
		}
	}
	if a.ClientID == "" {
		a.ClientID = "of-the-release"
	}
	if _, err := auth.New(auth.Config{ClientID: a.ClientID, Tenant: a.Tenant, Login: login, Graph: graph}); err != nil {
		return describeAuth(err)
	}
	return nil
}

// Given says which parts of an Endpoint the command line named; what else there is comes from the environment.
type Given struct{ ClientID, Tenant, Login, Graph bool }

// resolved is what to sign in to, and why.
type resolved struct{ clientID, tenant, login, graph InForce }

func (r resolved) loginHost() string {
	if u, err := url.Parse(r.login.Value); err == nil && u.Host != "" {
		return u.Host
	}
	return r.login.Value
}

// resolve puts together what the command line, the environment, the settings and the build say, in this order. It is called
// with mu held or before the service is shared.
func (s *Service) resolve() resolved {
	e, by, set := s.cfg.Endpoint, s.cfg.ByFlag, s.settings.Application
	over := func(value string, flag bool) InForce {
		switch {
		case value == "":
			return InForce{}
		case flag:
			return InForce{value, SourceFlag}
		}
		return InForce{value, SourceEnvironment}
	}
	r := resolved{over(e.ClientID, by.ClientID), over(e.Tenant, by.Tenant), over(e.Login, by.Login), over(e.Graph, by.Graph)}
	// A tenant is chosen for an application: one of the settings does not go with another application.
	if r.tenant.Value == "" && r.clientID.Value == "" && set.Tenant != "" {
		r.tenant = InForce{set.Tenant, SourceSettings}
	}
	switch {
	case r.clientID.Value != "":
	case set.ClientID != "":
		r.clientID = InForce{set.ClientID, SourceSettings}
	case s.cfg.BuiltInClientID != "":
		r.clientID = InForce{s.cfg.BuiltInClientID, SourceBuild}
	}
	// The two roots belong together, too: where one is named, auth finds the other.
	if r.login.Value == "" && r.graph.Value == "" && set.Cloud != CloudGlobal {
		login, graph := set.Cloud.Roots()
		if set.Cloud == CloudCustom {
			login, graph = set.Login, set.Graph
		}
		r.login, r.graph = InForce{login, SourceSettings}, InForce{graph, SourceSettings}
	}
	if r.tenant.Value == "" {
		r.tenant = InForce{Value: "common"}
	}
	if r.login.Value == "" && r.graph.Value == "" {
		r.login.Value, _ = CloudGlobal.Roots()
	}
	return r
}

// endpoint is what to sign in to. It is called with mu held or before the service is shared.
func (s *Service) endpoint() Endpoint {
	r := s.resolve()
	return Endpoint{ClientID: r.clientID.Value, Tenant: r.tenant.Value, Login: r.login.Value, Graph: r.graph.Value}
}

// SetApplication changes which application signs in where. Where that makes a difference, whoever is known to the new one is
// signed in, and else nobody.
func (s *Service) SetApplication(a Application) {
	s.afterStart(func(ctx context.Context) {
		if s.takeApplication(a) {
			s.moveOver(ctx)
		}
	})
}

// Connect is SetApplication by somebody who wants to sign in with it now: what the command line or the environment said gives
// way for this run, and so does the demo. Without a client id it signs in with the application that is in force.
func (s *Service) Connect(a Application) {
	s.afterStart(func(ctx context.Context) {
		s.leaveDemo()
		if a = a.trimmed(); a.ClientID != "" {
			s.mu.Lock()
			s.cfg.Endpoint = Endpoint{}
			s.mu.Unlock()
			s.takeApplication(a)
		}
		if !s.moveOver(ctx) || s.signedIn() {
			return
		}
		s.signInFor(ctx, s.whoIsMissing(), "")
	})
}

// takeApplication keeps an application in the settings, or says why not. It reports whether another one is in force now.
func (s *Service) takeApplication(a Application) (changed bool) {
	a = a.trimmed()
	wrong := CheckApplication(a)
	s.mu.Lock()
	before := s.endpoint()
	s.applicationProblem = wrong
	s.applicationTaken++
	if wrong == nil {
		s.settings.Application = a
	}
	changed = before != s.endpoint()
	s.mu.Unlock()
	if wrong == nil {
		s.background(s.saveSettings)
	}
	s.update(func(v *Snapshot) {
		v.Setup = s.setup()
		if !v.Demo {
			v.HasClientID = s.endpoint().ClientID != ""
		}
	})
	return changed && !s.demo()
}

// moveOver leaves whoever is signed in and goes to the endpoint that is in force now. It reports whether one can sign in there.
func (s *Service) moveOver(ctx context.Context) bool {
	if !s.endSignIn(ctx) {
		return false
	}
	s.mu.Lock()
	e := s.endpoint()
	s.mu.Unlock()
	s.leaveAll()
	if err := s.use(ctx, e); err != nil {
		s.signInEnded(err)
		return false
	}
	return e.ClientID != ""
}

// leaveAll closes every mailbox; the queue keeps all items for the next sign-in.
func (s *Service) leaveAll() {
	s.boxes.Lock()
	clear(s.mailboxes)
	s.boxes.Unlock()
	s.mu.Lock()
	s.account = ""
	s.mu.Unlock()
	s.update(func(v *Snapshot) {
		v.Phase, v.Account, v.Accounts = s.idlePhase(), Account{}, nil
		v.SignIn, v.SignInError = SignIn{}, nil
		v.Lists, v.Tasks, v.Attachments = Lists{}, Tasks{}, Attachments{}
	})
}
