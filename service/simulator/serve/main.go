// Command serve runs the stand-in for Microsoft's sign-in and To Do by itself.
//
//	go run ./service/simulator/serve -addr 127.0.0.1:8080 -latency 50ms -rate 2MB/s -faults faults.json
//
// The first line on standard output is the base URL, the host of both the sign-in and Graph. The log goes to
// standard error. SIGINT and SIGTERM end it. What was attached can be seen under /_standin/state.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"taskdrop/service/simulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run serves until ctx ends. It returns the exit status: 0, 1 if it cannot listen, 2 on bad usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	config, err := parseFlags(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "serve:", err)
		return 2
	}
	if config.log {
		config.options.Logger = slog.New(slog.NewTextHandler(stderr, nil))
	}
	server := simulator.New(config.options)
	simulator.Inspect(server)
	running, err := start(server, config)
	if err != nil {
		fmt.Fprintln(stderr, "serve: cannot start:", err)
		return 1
	}
	fmt.Fprintln(stdout, running.URL())
	fmt.Fprintf(stderr, "client id %s; state under %s/_standin/state\n", simulator.DemoClientID, running.URL())
	<-ctx.Done()
	running.Close()
	return 0
}

// start listens, with TLS if a file for the certificate is named.
func start(server *simulator.Server, config *config) (*simulator.Running, error) {
	if config.certificate == "" {
		return server.Start(config.addr)
	}
	running, err := server.StartTLS(config.addr)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(config.certificate, running.Certificate(), 0o644); err != nil {
		running.Close()
		return nil, err
	}
	return running, nil
}
