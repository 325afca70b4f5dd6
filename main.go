// Command taskdrop hangs dropped files on a Microsoft To Do task.
//
// It turns flags and environment into one configuration and hands it to the service and the window; nothing else lives
// here.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"taskdrop/assets"
	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/desktop/sessionbus"
	"taskdrop/service/simulator"
	"taskdrop/service/startup"
	"taskdrop/ui"
	"taskdrop/ui/drops"
	"taskdrop/ui/language"
	"taskdrop/ui/screen"
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
	if errors.Is(err, instance.ErrRunning) {
		return handOver(opts, log.Logger)
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
func handOver(opts startup.Options, log *slog.Logger) int {
	request := plainRequest(opts)
	request.List, request.Task, request.Attach, request.Wait = opts.Order.List, opts.Order.Task, opts.Order.Attach, opts.Quit
	for _, file := range opts.Order.Files {
		request.Files = append(request.Files, instance.File{Given: file.Given, Path: file.Path})
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	reply, err := instance.Send(ctx, opts.State, request)
	if err != nil {
		log.Error("could not hand over to the open window", "err", err)
		reply.Refused = "TaskDrop is open already, but does not answer. Close it and try again."
	}
	if reply.Refused != "" {
		return failEach(opts, reply.Refused)
	}
	for _, line := range reply.Lines {
		fmt.Println(line)
	}
	if reply.Failed {
		return statusNotAttached
	}
	return statusDone
}

// Until the window is there nothing is worth collecting: fonts are read, and stay. That is a tenth of the start's
// processor time.
const (
	startGCPercent = 800
	usualGCPercent = 100
)

// open runs the window until it is closed, or, with -quit, until all is done.
func open(opts startup.Options, first *instance.Instance, log startup.Logs) int {
	display := service.ReadDisplay(opts.State)
	setScale := language.ApplyScale(display)
	debug.SetGCPercent(startGCPercent)
	fyneApp := newApp()
	language.Load(display.Language, log.Logger)
	var demo simulator.Demo
	defer demo.Close()
	svc := service.New(service.Config{
		Endpoint: opts.Endpoint, ByFlag: opts.ByFlag, BuiltInClientID: builtInClientID, Demo: opts.Demo,
		StartDemo: func() (service.Endpoint, error) {
			url, clientID, err := demo.Start(log.Logger)
			return service.Endpoint{ClientID: clientID, Login: url, Graph: url}, err
		},
		StateDir: opts.State, Account: opts.Account, Order: opts.Order, Quit: opts.Quit,
		Command: opts.Command(), Icon: assets.Icon,
		Translate: language.Translate, CrashFile: log.Crash, Logger: log.Logger,
	})
	var ending *startup.Ending
	services := ui.Services{State: svc, SignIn: svc, Tasks: svc, Adding: svc, Queue: svc, Attachments: svc, Settings: svc, Desktop: svc}
	window := ui.New(fyneApp, services, ui.Options{
		SetScale: setScale, WorkArea: screen.WorkArea, Tray: svc.HasTray(context.Background()), Version: version, Locale: language.LocaleOf(display.Language), Log: log.Logger,
		Closing: func() { ending.Finish(nil) },
	})
	if first != nil {
		listen(first, opts.State, svc, window, log.Logger)
	}
	drops.OnOpened(func(paths []string) {
		request := plainRequest(opts)
		for _, path := range paths {
			request.Files = append(request.Files, instance.File{Given: path, Path: path})
		}
		fyne.Do(window.Raise)
		svc.HandOver(context.Background(), request)
	})
	ending = startup.NewEnding(func(noWindow error) int { return end(opts, first, svc, noWindow, log) }, os.Exit, log.Logger)
	told, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var done <-chan struct{}
	if opts.Quit {
		done = svc.Done()
	}
	go ending.Watch(done, window.Closed(), told.Done())
	return ending.Run(func(started func()) { showAndRun(fyneApp, window, func() { started(); svc.Start() }) })
}

// end closes what is open and tells scripts what became of their files.
func end(opts startup.Options, first *instance.Instance, svc *service.Service, noWindow error, log startup.Logs) int {
	if first != nil {
		if err := first.StopServing(); err != nil {
			log.Warn("could not close the socket", "err", err)
		}
	}
	if err := svc.Close(); err != nil {
		log.Error("could not close the queue", "err", err)
	}
	if noWindow != nil {
		log.Error("no window", "err", noWindow)
		return reportNoWindow(opts)
	}
	if opts.Quit {
		return report(svc.Results())
	}
	return statusDone
}

func newApp() fyne.App {
	fyneApp := app.NewWithID(appID)
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: "TaskDrop", Version: version})
	fyneApp.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	return fyneApp
}

// showAndRun shows the window until it is closed. If none can be opened (no display, no OpenGL) Fyne panics before it
// starts.
func showAndRun(fyneApp fyne.App, window interface{ ShowAndRun() }, start func()) {
	fyneApp.Lifecycle().SetOnStarted(func() {
		debug.SetGCPercent(usualGCPercent)
		start()
	})
	window.ShowAndRun()
}

// reportNoWindow tells whoever looks at the terminal, and a script by its lines.
func reportNoWindow(opts startup.Options) int {
	return failEach(opts, "TaskDrop can't open a window here. Start it on a desktop with OpenGL, or on a server under xvfb-run.")
}

// refuse tells why the state folder can't be used: nothing is kept anywhere then, not even a log.
func refuse(opts startup.Options, why error) int {
	status := failEach(opts, startup.Sentence(why).Error())
	var told *auth.Error
	if opts.Quit || !errors.As(why, &told) {
		return status
	}
	fyneApp := newApp()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	language.Load("", log)
	problem := service.Problem{Key: told.Key(), Text: told.Text(), Args: told.Args()}
	ending := startup.NewEnding(func(noWindow error) int {
		if noWindow != nil {
			log.Error("no window", "err", noWindow)
		}
		return status
	}, os.Exit, log)
	return ending.Run(func(started func()) { showAndRun(fyneApp, ui.NewRefusal(fyneApp, &problem), started) })
}

// failEach says on standard error why nothing is done, and with -quit on standard output for each FILE.
func failEach(opts startup.Options, sentence string) int {
	fmt.Fprintln(os.Stderr, "taskdrop: "+sentence)
	if opts.Quit {
		for _, file := range opts.Order.Files {
			fmt.Println(service.Result{Path: file.Given, Reason: sentence}.Line())
		}
	}
	return statusNotAttached
}

// listen answers second starts and raises the window for them.
func listen(first *instance.Instance, state string, svc *service.Service, window *ui.Window, log *slog.Logger) {
	err := first.Serve(state, func(ctx context.Context, request instance.Request) instance.Reply {
		fyne.Do(window.Raise)
		return svc.HandOver(ctx, request)
	})
	if err != nil {
		log.Error("could not listen for second starts", "err", err)
	}
}

// report prints a line per file, as the README has it.
func report(results []service.Result) int {
	status := statusDone
	for _, result := range results {
		fmt.Println(result.Line())
		if !result.Attached {
			status = statusNotAttached
		}
	}
	return status
}
