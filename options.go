package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"

	"taskdrop/auth"
	"taskdrop/service"
	"taskdrop/service/transfer"
)

// options are the command line and the environment, checked.
type options struct {
	demo, quit, version bool
	account, state      string
	endpoint            service.Endpoint
	byFlag              service.Given // what of it is not from the environment
	order               service.Order
	logLevel            slog.Level
}

// errUsage means bad usage, already reported: exit status 2.
var errUsage = errors.New("bad usage")

const usage = `taskdrop [flags] [FILE ...]
Hangs files on a Microsoft To Do task. FILEs and folders are queued as if dropped on the window.

`

// parseOptions reads the command line; getenv gives what the environment says where a flag does not. Usage errors go to stderr.
func parseOptions(args []string, getenv func(string) string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("taskdrop", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.BoolVar(&o.demo, "demo", false, "use the built-in stand-in for Microsoft To Do: no account, nothing leaves this machine")
	flags.StringVar(&o.order.List, "list", "", "preselect the list of this exact `NAME`, or id:ID")
	flags.StringVar(&o.order.Task, "task", "", "preselect the task of this exact `TITLE`, or id:ID")
	flags.BoolVar(&o.order.Attach, "attach", false, "start attaching FILEs at once (needs -list and -task)")
	flags.BoolVar(&o.quit, "quit", false, "close when the queue is done; exit status 1 when a file was not attached")
	flags.StringVar(&o.account, "account", "", "use the signed-in account with this `EMAIL`")
	flags.StringVar(&o.endpoint.ClientID, "client-id", getenv("TASKDROP_CLIENT_ID"), "application (client) `ID` (env TASKDROP_CLIENT_ID)")
	flags.StringVar(&o.endpoint.Tenant, "tenant", getenv("TASKDROP_TENANT"), "common, organizations, consumers, or a tenant `NAME` (env TASKDROP_TENANT)")
	flags.StringVar(&o.endpoint.Login, "login", getenv("TASKDROP_LOGIN"), "sign-in host `URL`, for another cloud or a test server (env TASKDROP_LOGIN)")
	flags.StringVar(&o.endpoint.Graph, "graph", getenv("TASKDROP_GRAPH"), "Graph host `URL`, likewise (env TASKDROP_GRAPH)")
	flags.StringVar(&o.state, "state", getenv("TASKDROP_STATE"), "`DIR` where queue and settings are kept (env TASKDROP_STATE)")
	flags.BoolVar(&o.version, "version", false, "print the version and exit")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, errUsage
	}
	flags.Visit(func(given *flag.Flag) {
		switch given.Name {
		case "client-id":
			o.byFlag.ClientID = true
		case "tenant":
			o.byFlag.Tenant = true
		case "login":
			o.byFlag.Login = true
		case "graph":
			o.byFlag.Graph = true
		}
	})
	if o.version {
		return o, nil // needs nothing of what is checked below
	}
	err := o.check(flags.Args())
	if text := getenv("TASKDROP_LOG"); text != "" && err == nil {
		if o.logLevel.UnmarshalText([]byte(text)) != nil {
			err = fmt.Errorf("TASKDROP_LOG is %q; say debug, info, warn or error", text)
		}
	}
	if err != nil {
		fmt.Fprintf(stderr, "taskdrop: %v\n", err)
		return o, errUsage
	}
	return o, nil
}

// check refuses what can't be meant, before a window opens.
func (o *options) check(files []string) error {
	for _, file := range files {
		if file == "" {
			return errors.New("an empty FILE argument; give the path of a file or folder")
		}
	}
	o.order.Files = transfer.DroppedPaths(files)
	if o.order.Attach && (o.order.List == "" || o.order.Task == "") {
		return errors.New("-attach needs -list and -task; say which task the files go to")
	}
	for _, root := range []struct {
		flag  string
		value *string
	}{{"-login", &o.endpoint.Login}, {"-graph", &o.endpoint.Graph}} {
		if *root.value == "" {
			continue
		}
		checked, err := auth.CheckRoot(root.flag, *root.value)
		if err != nil {
			return sentence(err)
		}
		*root.value = checked
	}
	if o.state == "" {
		usual, err := usualState()
		if err != nil {
			return fmt.Errorf("no place for the queue and settings (%w); name one with -state", err)
		}
		o.state = usual
	}
	state, err := filepath.Abs(o.state)
	if err != nil {
		return err
	}
	o.state = state
	return nil
}

// sentence is the plain words of an error of the sign-in.
func sentence(err error) error {
	var told interface{ Sentence() string }
	if errors.As(err, &told) {
		return errors.New(told.Sentence())
	}
	return err
}
