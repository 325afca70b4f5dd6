// Command taskdrop hangs dropped files on a Microsoft To Do task.
//
// It turns flags and environment into one configuration and hands it to the service and its front, a window or a
// terminal; nothing else lives here.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"taskdrop/assets"
	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/desktop/messagebox"
	"taskdrop/service/desktop/sessionbus"
	"taskdrop/service/localfiles/rawpath"
	"taskdrop/service/simulator"
	"taskdrop/service/startup"
	"taskdrop/service/terminal"
	"taskdrop/ui/front"
)

// Set by -ldflags "-X main.version=... -X main.builtInClientID=..." when a release is built.
var (
	version = "0.1.0"
	// builtInClientID is the application id that a release signs in with; "" asks the person for one.
	builtInClientID = ""
)

// appID is the program's name to the desktop.
const appID = "io.github.taskdrop.TaskDrop"

// Exit statuses of the contract with scripts; the README lists them.
const (
	statusDone = iota
	statusNotAttached
	statusUsage
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	sessionbus.NeverStart()
	opts, err := startup.Parse(args, os.Getenv, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return statusDone
	case err != nil:
		return statusUsage
	case opts.Version:
		fmt.Println("taskdrop", version)
		return statusDone
	}
	if err := auth.OwnFolder(opts.State); errors.Is(err, tokenstore.ErrForeign) {
		return refuse(opts, err) // before anything in it is read, written or locked
	}
	log := startup.OpenLog(opts.State, opts.LogLevel)
	defer log.File.Close()
	log.Info("starting", "version", version, "state", opts.State, "demo", opts.Demo)

	first, err := instance.Acquire(opts.State)
	for errors.Is(err, instance.ErrRunning) {
		status, sendErr := handOver(opts, log.Logger)
		if !errors.Is(sendErr, instance.ErrEnded) {
			return status
		}
		first, err = instance.Acquire(opts.State)
	}
	if err != nil {
		log.Error("could not lock the state folder", "err", err) // the service says in the window what follows
	} else {
		defer first.Close()
	}
	return open(opts, first, log)
}

// plainRequest is for the account, application and server that this start is for, and has no files yet.
func plainRequest(opts startup.Options) instance.Request {
	return instance.Request{
		Account: opts.Account, Demo: opts.Demo,
		ClientID: opts.Endpoint.ClientID, Tenant: opts.Endpoint.Tenant, Login: opts.Endpoint.Login, Graph: opts.Endpoint.Graph,
	}
}

// handOver gives this start's FILEs to the window that is open already.
func handOver(opts startup.Options, log *slog.Logger) (status int, err error) {
	request := plainRequest(opts)
	request.List, request.Task, request.Attach, request.Wait = opts.Order.List, opts.Order.Task, opts.Order.Attach, opts.Quit
	request.JSON, request.NewTask = opts.JSON, opts.Order.NewTask
	if q := opts.Inquiry; q.Ask != "" {
		request.Ask, request.Folder = q.Ask, rawpath.Path(q.Folder)
		request.List, request.Task, request.NewTask = q.List, q.Task, q.Title
	}
	for _, file := range opts.Order.Files {
		request.Files = append(request.Files, instance.File{Given: file.Given, Path: file.Path})
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	reply, err := instance.Send(ctx, opts.State, request)
	if errors.Is(err, instance.ErrEnded) {
		return 0, err
	}
	if err != nil {
		log.Error("could not hand over to the open window", "err", err)
		reply.Refused = "TaskDrop is open already, but does not answer. Close it and try again."
	}
	if reply.Refused != "" {
		return failEach(opts, reply.Refused), nil
	}
	return printLines(reply.Lines, reply.Failed), nil
}

func printLines(lines []string, failed bool) (status int) {
	for _, line := range lines {
		fmt.Println(line)
	}
	if failed {
		return statusNotAttached
	}
	return statusDone
}

// open does what this start is for, in a window or without one.
func open(opts startup.Options, first *instance.Instance, log startup.Logs) int {
	windowless := opts.NoWindow || opts.Quit && !front.Possible()
	demo := simulator.Demo{Alone: windowless && terminal.NeedsCode()}
	defer demo.Close()
	svc := service.New(service.Config{
		Endpoint: opts.Endpoint, ByFlag: opts.ByFlag, BuiltInClientID: builtInClientID, Demo: opts.Demo,
		StartDemo: func() (service.Endpoint, error) {
			url, clientID, err := demo.Start(log.Logger)
			return service.Endpoint{ClientID: clientID, Login: url, Graph: url}, err
		},
		StateDir: opts.State, Account: opts.Account, Order: opts.Order, Quit: opts.Quit, Keyring: opts.Keyring,
		Command: opts.Command(), Icon: assets.Icon,
		WithCode:  func(openFailed bool) bool { return windowless && (openFailed || terminal.NeedsCode()) },
		Translate: front.Translate, CrashFile: log.Crash, Logger: log.Logger,
	})
	listen := func(raise func()) { listen(first, opts.State, svc, raise, log.Logger) }
	told, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if windowless {
		if !opts.NoWindow {
			log.Warn("no window can be opened here, so it is done without one")
		}
		listen(func() {})
		screen := terminal.NewScreen(os.Stderr)
		log.Console.Divert(screen)
		if opts.Inquiry.Ask != "" {
			return answer(told, screen, opts, first, svc, log)
		}
		ended := terminal.Follow(told, svc.Done(), svc, screen)
		if ended != nil {
			stop() // the next signal ends the process at once
		} else if first != nil {
			first.Drain(told)
		}
		screen.Close()
		status := end(opts, first, svc, log)
		if ended != nil {
			fmt.Fprintln(os.Stderr, "taskdrop: "+terminal.GoOn(opts.Command()))
		}
		return status
	}
	ending := startup.NewEnding(func(noWindow error) int {
		if noWindow == nil {
			return end(opts, first, svc, log)
		}
		log.Warn("no window can be opened", "err", noWindow)
		shut(first, svc, log)
		if opts.Quit {
			return again(opts, first, log)
		}
		return reportNoWindow(told, opts, log)
	}, os.Exit, log.Logger)
	var done <-chan struct{}
	if opts.Quit {
		done = svc.Done()
	}
	return front.Open(front.Program{
		ID: appID, Version: version, State: opts.State, Service: svc, Log: log, Ending: ending, Done: done, Told: told.Done(), Listen: listen,
		Opened: func(paths []string) {
			request := plainRequest(opts)
			for _, path := range paths {
				request.Files = append(request.Files, instance.File{Given: path, Path: path})
			}
			svc.HandOver(context.Background(), request)
		},
	})
}

// answer prints the answer to an inquiry.
func answer(told context.Context, screen *terminal.Screen, opts startup.Options, first *instance.Instance, svc *service.Service, log startup.Logs) int {
	var lines []string
	var failed bool
	var why *service.Problem
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		lines, failed, why = svc.Inquire(told, opts.Inquiry)
	}()
	_ = terminal.Follow(told, answered, svc, screen)
	if first != nil {
		first.Drain(told)
	}
	<-answered
	screen.Close()
	shut(first, svc, log)
	if why != nil {
		return failEach(opts, why.Sentence())
	}
	return printLines(lines, failed)
}

// again starts over without a window, in a process that has no toolkit which failed.
func again(opts startup.Options, first *instance.Instance, log startup.Logs) int {
	if first != nil {
		_ = first.Close()
	}
	status, err := startup.Again(append([]string{"-no-window"}, os.Args[1:]...))
	if err != nil {
		log.Error("could not start over without a window", "err", err)
		return failEach(opts, front.Missing)
	}
	return status
}

// end closes what is open and tells scripts what became of their files.
func end(opts startup.Options, first *instance.Instance, svc *service.Service, log startup.Logs) int {
	shut(first, svc, log)
	if opts.Quit {
		return report(svc.Results(), opts.JSON)
	}
	return statusDone
}

// shut closes what is open.
func shut(first *instance.Instance, svc *service.Service, log startup.Logs) {
	if first != nil {
		if err := first.StopServing(); err != nil {
			log.Warn("could not close the socket", "err", err)
		}
	}
	if err := svc.Close(); err != nil {
		log.Error("could not close the queue", "err", err)
	}
}

// reportNoWindow tells the person, at the terminal and on the screen, as far as there is one.
func reportNoWindow(told context.Context, opts startup.Options, log startup.Logs) int {
	status := failEach(opts, front.Missing)
	if err := messagebox.Show(told, "TaskDrop", front.Missing); err != nil {
		log.Warn("could not show a message on the screen", "err", err)
	}
	return status
}

// refuse tells why the state folder can't be used: nothing is kept anywhere then, not even a log.
func refuse(opts startup.Options, why error) int {
	status := failEach(opts, startup.Sentence(why).Error())
	var told *auth.Error
	if opts.Quit || opts.NoWindow || !errors.As(why, &told) {
		return status
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	return front.Refuse(appID, version, &service.Problem{Key: told.Key(), Text: told.Text(), Args: told.Args()}, status, log)
}

// failEach says on standard error why nothing is done, and with -quit on standard output for each FILE.
func failEach(opts startup.Options, sentence string) int {
	fmt.Fprintln(os.Stderr, "taskdrop: "+sentence)
	if opts.Quit {
		for _, file := range opts.Order.Files {
			fmt.Println(service.Result{Path: file.Given, Reason: sentence}.Line(opts.JSON))
		}
	}
	return statusNotAttached
}

// listen answers second starts and raises the window for them.
func listen(first *instance.Instance, state string, svc *service.Service, raise func(), log *slog.Logger) {
	if first == nil {
		return
	}
	err := first.Serve(state, func(ctx context.Context, request instance.Request) instance.Reply {
		raise()
		return svc.HandOver(ctx, request)
	})
	if err != nil {
		log.Error("could not listen for second starts", "err", err)
	}
}

// report prints a line per file, as the README has it.
func report(results []service.Result, asJSON bool) int {
	lines, failed := make([]string, len(results)), false
	for i, result := range results {
		lines[i], failed = result.Line(asJSON), failed || !result.Attached
	}
	return printLines(lines, failed)
}
