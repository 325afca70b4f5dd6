// Serve runs a relay by itself, between a program and a server that is not ours to change.
//
//	go run ./service/simulator/relay/serve -target http://127.0.0.1:8080 -delay 50ms -window 524288
//
// The first line of output is the address to use in place of the target's. Then each line of input is an order:
// silence, cut, or down 5s; "ok" answers it. The relay ends with its input's end, or when it is interrupted.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"taskdrop/service/simulator/relay"
)

func main() {
	var opts relay.Options
	target := flag.String("target", "", "the server's `URL`")
	flag.DurationVar(&opts.Delay, "delay", 0, "how long a byte takes, each way")
	flag.Int64Var(&opts.Rate, "rate", 0, "`BYTES` per second that all connections carry together, each way")
	flag.IntVar(&opts.Window, "window", 0, "`BYTES` of one connection under way at once, each way")
	flag.Int64Var(&opts.Loss, "loss", 0, "cut each connection after so many `BYTES`")
	flag.Parse()
	line, err := relay.New(*target, opts)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	defer line.Close()
	fmt.Println(line.URL())
	over := make(chan struct{})
	go func() {
		obey(line, os.Stdin, os.Stdout)
		close(over)
	}()
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	select {
	case <-over:
	case <-interrupted:
	}
}

// obey carries out the orders of input until it ends.
func obey(line *relay.Relay, input io.Reader, output io.Writer) {
	for orders := bufio.NewScanner(input); orders.Scan(); {
		answer := "ok"
		word, rest, _ := strings.Cut(strings.TrimSpace(orders.Text()), " ")
		switch word {
		case "silence":
			line.Silence()
		case "cut":
			line.Cut()
		case "down":
			d, err := time.ParseDuration(rest)
			if err != nil {
				answer = err.Error()
				break
			}
			line.Down(d)
		default:
			answer = "silence, cut or down DURATION, please"
		}
		fmt.Fprintln(output, answer)
	}
}
