// Package startup is what surrounds the window: the command line and the environment become Options, the log opens,
// the crash of the last run is found, and the outcome of this one is told (Ending). It starts nothing by itself and
// draws nothing.
package startup

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"

	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service"
	"taskdrop/service/transfer"
)

// Options are the command line and the environment, checked.
type Options struct {
	Demo, Quit, NoWindow, JSON, Version bool

	Account  string // the address of the account to use, "" for the one used last
	State    string // absolute path of the state folder
	Endpoint service.Endpoint
	ByFlag   service.Given // the fields of Endpoint that the command line named; the environment named the others
	Order    service.Order
	Inquiry  service.Inquiry // asked in place of attaching files
	LogLevel slog.Level
	// Keyring is where keys rest, nil for the system's.
	Keyring tokenstore.PasswordRing
}

// ErrUsage means bad usage, already reported on standard error.
var ErrUsage = errors.New("bad usage")

const usage = `taskdrop [flags] [FILE ...]
Hangs files on a Microsoft To Do task. FILEs and folders are queued as if dropped on the window.

`

// Parse reads the command line. getenv supplies what no flag gives. Usage errors go to stderr.
func Parse(args []string, getenv func(string) string, stderr io.Writer) (Options, error) {
	var o Options
	flags := flag.NewFlagSet("taskdrop", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.BoolVar(&o.Demo, "demo", false, "use the built-in stand-in for Microsoft To Do: no account, nothing leaves this machine")
	flags.StringVar(&o.Order.List, "list", "", "preselect the list of this exact `NAME`, or id:ID")
	flags.StringVar(&o.Order.Task, "task", "", "preselect the task of this exact `TITLE`, or id:ID")
	flags.BoolVar(&o.Order.Attach, "attach", false, "start attaching FILEs at once (needs -list and -task)")
	flags.BoolVar(&o.Quit, "quit", false, "close when the queue is done; exit status 1 when a file was not attached")
	flags.BoolVar(&o.NoWindow, "no-window", false, "do it without a window (needs -quit); taken by itself where none can be opened")
	flags.BoolVar(&o.JSON, "json", false, "with -quit, -lists, -tasks, -new-task and -download: print a JSON object per line instead of fields with tabs between")
	flags.StringVar(&o.Order.NewTask, "new-task", "", "make a task of this `TITLE` in -list, and attach FILEs to it; without FILEs print it, and end")
	var lists, tasks bool
	flags.BoolVar(&lists, "lists", false, "print all lists, and end")
	flags.BoolVar(&tasks, "tasks", false, "print the tasks of -list, and end")
	flags.StringVar(&o.Inquiry.Folder, "download", "", "save what hangs on -task into `DIR`, and end")
	flags.StringVar(&o.Account, "account", "", "use the signed-in account with this `EMAIL`")
	flags.StringVar(&o.Endpoint.ClientID, "client-id", getenv("TASKDROP_CLIENT_ID"), "application (client) `ID` (env TASKDROP_CLIENT_ID)")
	flags.StringVar(&o.Endpoint.Tenant, "tenant", getenv("TASKDROP_TENANT"), "common, organizations, consumers, or a tenant `NAME` (env TASKDROP_TENANT)")
	flags.StringVar(&o.Endpoint.Login, "login", getenv("TASKDROP_LOGIN"), "sign-in host `URL`, for another cloud or a test server (env TASKDROP_LOGIN)")
	flags.StringVar(&o.Endpoint.Graph, "graph", getenv("TASKDROP_GRAPH"), "Graph host `URL`, likewise (env TASKDROP_GRAPH)")
	flags.StringVar(&o.State, "state", getenv("TASKDROP_STATE"), "`DIR` where queue and settings are kept (env TASKDROP_STATE)")
	flags.BoolVar(&o.Version, "version", false, "print the version and exit")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, ErrUsage
	}
	flags.Visit(func(given *flag.Flag) {
		switch given.Name {
		case "client-id":
			o.ByFlag.ClientID = true
		case "tenant":
			o.ByFlag.Tenant = true
		case "login":
			o.ByFlag.Login = true
		case "graph":
			o.ByFlag.Graph = true
		}
	})
	if o.Version {
		return o, nil // needs nothing of what is checked below
	}
	err := o.check(flags.Args())
	if err == nil {
		err = o.inquire(lists, tasks)
	}
	if text := getenv("TASKDROP_LOG"); text != "" && err == nil {
		if o.LogLevel.UnmarshalText([]byte(text)) != nil {
			err = fmt.Errorf("TASKDROP_LOG is %q; say debug, info, warn or error", text)
		}
	}
	if path := getenv("TASKDROP_KEY_FILE"); path != "" && err == nil {
		var keys *tokenstore.KeyFile
		if keys, err = tokenstore.OpenKeyFile(path); err != nil {
			err = fmt.Errorf("TASKDROP_KEY_FILE can't be used: %w", err)
		}
		o.Keyring = keys
	}
	if err != nil {
		fmt.Fprintf(stderr, "taskdrop: %v\n", err)
		return o, ErrUsage
	}
	return o, nil
}

// inquire finds out which question is asked, if one is.
func (o *Options) inquire(lists, tasks bool) error {
	q := &o.Inquiry
	for _, asked := range []struct {
		is              bool
		ask, flag       string
		list, task, new bool // what it needs
	}{
		{lists, service.AskLists, "-lists", false, false, false},
		{tasks, service.AskTasks, "-tasks", true, false, false},
		{q.Folder != "", service.AskDownload, "-download", true, true, false},
		{o.Order.NewTask != "" && len(o.Order.Files) == 0, service.AskNewTask, "-new-task without FILEs", true, false, true},
	} {
		switch {
		case !asked.is:
			continue
		case q.Ask != "":
			return errors.New("one of -lists, -tasks, -new-task and -download at a time; start once for each")
		case asked.list && o.Order.List == "", asked.task && o.Order.Task == "":
			return errors.New(asked.flag + " needs -list, and -download -task too; say what it is about")
		case len(o.Order.Files) > 0:
			return errors.New(asked.flag + " attaches no FILEs; start once for each")
		}
		q.Ask = asked.ask
	}
	if q.Ask == "" {
		if o.JSON && !o.Quit {
			return errors.New("-json needs -quit: it is the form of what that prints")
		}
		return nil
	}
	if q.Folder != "" {
		folder, err := filepath.Abs(q.Folder)
		if err != nil {
			return err
		}
		q.Folder = folder
	}
	q.List, q.Task, q.Account, q.Title, q.JSON = o.Order.List, o.Order.Task, o.Account, o.Order.NewTask, o.JSON
	o.Order, o.Quit, o.NoWindow = service.Order{}, false, true
	return nil
}

// check refuses what can't be meant, before a window opens.
func (o *Options) check(files []string) error {
	for _, file := range files {
		if file == "" {
			return errors.New("an empty FILE argument; give the path of a file or folder")
		}
	}
	o.Order.Files = transfer.DroppedPaths(files)
	if o.Order.Attach && (o.Order.List == "" || o.Order.Task == "" && o.Order.NewTask == "") {
		return errors.New("-attach needs -list and -task; say which task the files go to")
	}
	if o.Order.NewTask != "" && (o.Order.List == "" || o.Order.Task != "") {
		return errors.New("-new-task needs -list, and takes the place of -task; say which list the task goes to")
	}
	if o.NoWindow && !o.Quit {
		return errors.New("-no-window needs -quit: without a window nobody could close the program")
	}
	for _, root := range []struct {
		flag  string
		value *string
	}{{"-login", &o.Endpoint.Login}, {"-graph", &o.Endpoint.Graph}} {
		if *root.value == "" {
			continue
		}
		checked, err := auth.CheckRoot(root.flag, *root.value)
		if err != nil {
			return Sentence(err)
		}
		*root.value = checked
	}
	if o.Endpoint.Login != "" || o.Endpoint.Graph != "" {
		if err := auth.CheckPair(o.Endpoint.Login, o.Endpoint.Graph); err != nil {
			return Sentence(err)
		}
	}
	if o.State == "" {
		usual, err := usualState()
		if err != nil {
			return fmt.Errorf("no place for the queue and settings (%w); name one with -state", err)
		}
		o.State = usual
	}
	state, err := filepath.Abs(o.State)
	if err != nil {
		return err
	}
	o.State = state
	return nil
}

// Sentence is the plain words of an error of the sign-in.
func Sentence(err error) error {
	var told interface{ Sentence() string }
	if errors.As(err, &told) {
		return errors.New(told.Sentence())
	}
	return err
}
