package service

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"taskdrop/auth/tokenstore"
	"taskdrop/service/network"
	"taskdrop/service/problem"
	"taskdrop/service/settings"
)

// setup is what a person sets: preferences, display, network, and which registration signs in where.
type setup struct {
	*core
	routes    *network.Routes
	passwords *tokenstore.Passwords
	// afterStart runs something once the start has found out where to sign in.
	afterStart       func(func(context.Context))
	checkAfterUpload atomic.Bool // an atomic, since the queue asks while it is locked itself

	mu                 sync.Mutex
	forgotten          bool     // what the command line and the environment said has given way
	applicationProblem *Problem // why what was set last can't be used
	applicationTaken   int
}

// keyringTime is how long a keyring is waited for, which may be asking the person to unlock it.
const keyringTime = 15 * time.Second

// InForce is which registration signs in where in this run, and why.
func (s *setup) InForce() settings.InForceEndpoint {
	e, by := s.cfg.Endpoint, s.cfg.ByFlag
	s.mu.Lock()
	if s.forgotten {
		e = Endpoint{}
	}
	s.mu.Unlock()
	return settings.Resolve(e, by, s.store.Now().Application, s.cfg.BuiltInClientID)
}

// ForgetStart lets what the command line and the environment said give way for this run.
func (s *setup) ForgetStart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgotten = true
}

// SetPreferences takes effect with the next file.
func (s *setup) SetPreferences(p Preferences) {
	s.checkAfterUpload.Store(p.CheckAfterUpload)
	s.store.Change(func(kept *settings.Kept) { kept.Preferences = p })
	s.board.Update(func(v *Snapshot) { v.Preferences = p })
}

// SetDisplay takes effect with the next start.
func (s *setup) SetDisplay(d Display) {
	s.store.Change(func(kept *settings.Kept) { kept.Display = d })
	s.show()
}

// ResetSettings makes preferences, display and network those of a first start. Who is signed in, where, and the queue
// stay.
func (s *setup) ResetSettings() {
	s.SetPreferences(Preferences{})
	s.SetDisplay(Display{})
	s.SetNetwork(Network{}, "")
}

// show puts the present set-up into the view.
func (s *setup) show() { s.board.Update(func(v *Snapshot) { v.Setup = s.shown() }) }

// shown is the set-up as the window draws it.
func (s *setup) shown() Setup {
	now, kept, routes := s.InForce(), s.store.Now(), s.routes.State()
	s.mu.Lock()
	defer s.mu.Unlock()
	return Setup{
		Application: kept.Application, Network: kept.Network, Display: kept.Display,
		ClientID: now.ClientID, Tenant: now.Tenant, Cloud: InForce{Value: now.LoginHost(), From: now.Login.From},
		BuiltIn:       s.cfg.BuiltInClientID != "",
		PasswordKnown: routes.Password != "", PasswordKept: routes.Kept,
		ApplicationProblem: s.applicationProblem, NetworkProblem: routes.Problem,
		ApplicationTaken: s.applicationTaken, NetworkTaken: routes.Taken,
		LogFolder: s.cfg.StateDir,
	}
}

// TakeApplication keeps a registration in the settings, or says why not. It reports whether another one is in force
// now.
func (s *setup) TakeApplication(a Application) (changed bool) {
	a = a.Trimmed()
	wrong := CheckApplication(a)
	before := s.InForce().Endpoint()
	s.mu.Lock()
	s.applicationProblem = wrong
	s.applicationTaken++
	s.mu.Unlock()
	if wrong == nil {
		s.store.Change(func(kept *settings.Kept) { kept.Application = a })
	}
	now := s.InForce().Endpoint()
	s.board.Update(func(v *Snapshot) {
		v.Setup = s.shown()
		if !v.Demo {
			v.HasClientID = now.ClientID != ""
		}
	})
	return before != now && !s.board.Now().Demo
}

// openNetwork takes the settings' way to the internet, before anything is sent. What is wrong with it is said, and
// stops nothing.
func (s *setup) openNetwork(ctx context.Context) {
	set := s.store.Now().Network
	name := set.KeptAs()
	if name == "" {
		s.follow(set, "", false)
		return
	}
	short, cancel := context.WithTimeout(ctx, keyringTime)
	defer cancel()
	password, err := s.passwords.Get(short, name)
	if err != nil {
		s.log.Warn("could not read the proxy's password", "err", err)
		s.board.Tell(problem.New(problem.PasswordUnread).WithDetail(err.Error()), false)
	}
	s.follow(set, password, err == nil && password != "")
}

// follow makes a network the one in use.
func (s *setup) follow(set Network, password string, kept bool) {
	if fault := s.routes.Take(set, password, kept); fault != nil {
		s.log.Warn("the network settings can't be used as they are", "problem", fault.Sentence(), "detail", fault.Detail)
		s.board.Tell(fault, false)
	}
	s.show()
}

// SetNetwork changes the way to the internet, for what is sent from now on. password is the proxy's; "" stays with the
// one that is known for that user and proxy.
func (s *setup) SetNetwork(set Network, password string) {
	set, password = set.Tidy(password)
	s.afterStart(func(ctx context.Context) {
		var before Network
		s.store.Change(func(kept *settings.Kept) { before, kept.Network = kept.Network, set })
		now := s.routes.State()
		known, kept := now.Password, now.Kept
		if old := before.KeptAs(); old != "" && old != set.KeptAs() {
			known, kept = "", false
			s.keepPassword(ctx, old, "")
		}
		if name := set.KeptAs(); name != "" && password != "" {
			known, kept = password, s.keepPassword(ctx, name, password)
			if !kept {
				s.board.Tell(problem.New(problem.PasswordNotKept), false)
			}
		}
		s.follow(set, known, kept)
	})
}

// keepPassword puts a password into the keyring, or takes it out where it is "". It reports whether the keyring did
// so.
func (s *setup) keepPassword(ctx context.Context, name, password string) bool {
	short, cancel := context.WithTimeout(ctx, keyringTime)
	defer cancel()
	err := s.passwords.Set(short, name, password)
	if err != nil {
		s.log.Warn("the keyring did not take the proxy's password", "err", err)
	}
	return err == nil
}
