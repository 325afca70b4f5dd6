package relay_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/simulator/relay"
)

// A line with 20 ms each way that goes silent. The client's next request needs a new connection.
func Example() {
	running, err := simulator.New(simulator.Options{}).Start("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer running.Close()
	line, err := relay.New(running.URL(), relay.Options{Delay: 20 * time.Millisecond})
	if err != nil {
		log.Fatal(err)
	}
	defer line.Close()

	client := &http.Client{Timeout: 500 * time.Millisecond}
	ask := func() {
		answer, err := client.Get(line.URL() + "/v1.0/me/todo/lists")
		if err != nil {
			fmt.Println("no answer")
			client.CloseIdleConnections()
			return
		}
		io.Copy(io.Discard, answer.Body) // the connection can be used again
		answer.Body.Close()
		fmt.Println(answer.StatusCode)
	}
	ask()
	line.Silence()
	ask()
	ask()
	// Output:
	// 401
	// no answer
	// 401
}
