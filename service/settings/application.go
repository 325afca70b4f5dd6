package settings

import (
	"net/url"
	"strings"

	"taskdrop/auth"
	"taskdrop/service/problem"
)

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

// Display is what has to be known before the window is opened; it takes effect with the next start.
type Display struct {
	// Scale is the size of everything in the window, 1 for the desktop's; 0 is the same.
	Scale float64 `json:"scale,omitempty"`
	// Language is one of the program's languages ("pt-BR"), "" for the desktop's.
	Language string `json:"language,omitempty"`
}

// ReadDisplay reads what the last run left in the state folder. Without anything readable there it is the desktop's
// own.
func ReadDisplay(stateDir string) Display {
	kept, _, _ := read(stateDir) // the service says what is wrong with them
	return kept.Display
}

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

// Trimmed is the application without the spaces around what was typed.
func (a Application) Trimmed() Application {
	for _, field := range []*string{&a.ClientID, &a.Tenant, &a.Login, &a.Graph} {
		*field = strings.TrimSpace(*field)
	}
	if a.Cloud != CloudCustom {
		a.Login, a.Graph = "", ""
	}
	return a
}

// CheckApplication says what can't be used about an application, nil where all can. It sends nothing.
func CheckApplication(a Application) *problem.Problem {
	a = a.Trimmed()
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
		return problem.Describe(err)
	}
	return nil
}

// Given says which parts of an Endpoint the command line named; what else there is comes from the environment.
type Given struct{ ClientID, Tenant, Login, Graph bool }

// Endpoint is where to sign in and whom to ask.
type Endpoint struct {
	ClientID, Tenant string
	Login, Graph     string // roots; "" is Microsoft's global cloud
}

// InForceEndpoint is what to sign in to, and where each part comes from.
type InForceEndpoint struct{ ClientID, Tenant, Login, Graph InForce }

// Endpoint is the values alone.
func (r InForceEndpoint) Endpoint() Endpoint {
	return Endpoint{ClientID: r.ClientID.Value, Tenant: r.Tenant.Value, Login: r.Login.Value, Graph: r.Graph.Value}
}

// LoginHost is the sign-in host.
func (r InForceEndpoint) LoginHost() string {
	if u, err := url.Parse(r.Login.Value); err == nil && u.Host != "" {
		return u.Host
	}
	return r.Login.Value
}

// Resolve puts together what the command line and the environment (e; by says which of them), the settings and the
// build say, in this order.
func Resolve(e Endpoint, by Given, set Application, builtInClientID string) InForceEndpoint {
	over := func(value string, flag bool) InForce {
		switch {
		case value == "":
			return InForce{}
		case flag:
			return InForce{value, SourceFlag}
		}
		return InForce{value, SourceEnvironment}
	}
	r := InForceEndpoint{over(e.ClientID, by.ClientID), over(e.Tenant, by.Tenant), over(e.Login, by.Login), over(e.Graph, by.Graph)}
	// A tenant is chosen for an application: one of the settings does not go with another application.
	if r.Tenant.Value == "" && r.ClientID.Value == "" && set.Tenant != "" {
		r.Tenant = InForce{set.Tenant, SourceSettings}
	}
	switch {
	case r.ClientID.Value != "":
	case set.ClientID != "":
		r.ClientID = InForce{set.ClientID, SourceSettings}
	case builtInClientID != "":
		r.ClientID = InForce{builtInClientID, SourceBuild}
	}
	// The two roots belong together, too: if one is named, auth finds the other.
	if r.Login.Value == "" && r.Graph.Value == "" && set.Cloud != CloudGlobal {
		login, graph := set.Cloud.Roots()
		if set.Cloud == CloudCustom {
			login, graph = set.Login, set.Graph
		}
		r.Login, r.Graph = InForce{login, SourceSettings}, InForce{graph, SourceSettings}
	}
	if r.Tenant.Value == "" {
		r.Tenant = InForce{Value: "common"}
	}
	if r.Login.Value == "" && r.Graph.Value == "" {
		r.Login.Value, _ = CloudGlobal.Roots()
	}
	return r
}
