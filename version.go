package main

// Set by -ldflags "-X main.version=... -X main.builtInClientID=..." when a release is built.
var (
	version = "0.1.0"
	// builtInClientID is the application id that a release signs in with; "" asks the person for one.
	builtInClientID = ""
)
