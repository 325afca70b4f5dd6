package service

// Source is where a value in force comes from.
type Source int

// The sources, the weakest first.
const (
	SourceDefault     Source = iota // nobody said anything
	SourceBuild                     // built into this release
	SourceSettings                  // what the person set
	SourceEnvironment               // TASKDROP_...
	SourceFlag                      // the command line
)

// InForce is a value that counts in this run, and why.
type InForce struct {
	Value string
	From  Source
}

// Setup is how the program is set up: what the person set, and what is in force.
type Setup struct {
	// Application and Network are what the settings say, whatever is in force.
	Application Application
	Network     Network
	Display     Display
	// ClientID, Tenant and Cloud are in force. Cloud's Value is the sign-in host.
	ClientID, Tenant, Cloud InForce
	// BuiltIn reports whether this release carries an application of its own.
	BuiltIn bool
	// PasswordKnown is whether the proxy's password is known; PasswordKept, whether it is for the next start, too.
	PasswordKnown, PasswordKept bool
	// ApplicationProblem and NetworkProblem are why what is set can't be used, nil where it can.
	ApplicationProblem, NetworkProblem *Problem
	// ApplicationTaken and NetworkTaken rise with each one that was taken up, or refused.
	ApplicationTaken, NetworkTaken int
	// LogFolder is where log, queue and settings are.
	LogFolder string
}

// Display is what has to be known before the window is opened; it takes effect with the next start.
type Display struct {
	// Scale is the size of everything in the window, 1 for the desktop's; 0 is the same.
	Scale float64 `json:"scale,omitempty"`
	// Language is one of the program's languages ("pt-BR"), "" for the desktop's.
	Language string `json:"language,omitempty"`
}

// ReadDisplay reads what the last run left in the state folder. Without anything readable there it is the desktop's own.
func ReadDisplay(stateDir string) Display {
	kept, _, _ := readSettings(stateDir) // the service says what is wrong with them
	return kept.Display
}

// SetDisplay takes effect with the next start.
func (s *Service) SetDisplay(d Display) {
	s.remember(func(kept *settings) { kept.Display = d })
	s.showSetup()
}

// ResetSettings makes preferences, display and network those of a first start. Who is signed in, where, and the queue stay.
func (s *Service) ResetSettings() {
	s.SetPreferences(Preferences{})
	s.SetDisplay(Display{})
	s.SetNetwork(Network{}, "")
}

// showSetup puts the present set-up into the view.
func (s *Service) showSetup() {
	s.update(func(v *Snapshot) { v.Setup = s.setup() })
}

// setup is called with mu held or before the service is shared.
func (s *Service) setup() Setup {
	now := s.resolve()
	road := s.network.state()
	return Setup{
		Application: s.settings.Application, Network: s.settings.Network, Display: s.settings.Display,
		ClientID: now.clientID, Tenant: now.tenant, Cloud: InForce{now.loginHost(), now.login.From},
		BuiltIn:       s.cfg.BuiltInClientID != "",
		PasswordKnown: road.secret != "", PasswordKept: road.kept,
		ApplicationProblem: s.applicationProblem, NetworkProblem: road.fault,
		ApplicationTaken: s.applicationTaken, NetworkTaken: road.taken,
		LogFolder: s.cfg.StateDir,
	}
}
