package simulator_test

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"strings"

	"taskdrop/service/simulator"
)

// A test of any To Do client: start a stand-in, have it misbehave, let the client work, and look at what came of it.
func Example() {
	standIn := simulator.New(simulator.Options{
		Empty:  true,
		Faults: []simulator.Fault{{Call: simulator.CallInline, Status: 503, RetryAfter: "2"}},
	})
	running, err := standIn.Start("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer running.Close()
	list := standIn.Lists()[0]
	task, err := standIn.AddTask(list.ID, "Receipts")
	if err != nil {
		log.Fatal(err)
	}
	token, err := standIn.AccessToken("")
	if err != nil {
		log.Fatal(err)
	}

	// The client that is tried: it sends a file twice, as the first answer tells it to.
	address := running.URL() + "/v1.0/me/todo/lists/" + list.ID + "/tasks/" + task + "/attachments"
	for range 2 {
		body := `{"@odata.type":"#microsoft.graph.taskFileAttachment","name":"a.txt","contentBytes":"aGk="}`
		request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
		if err != nil {
			log.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			log.Fatal(err)
		}
		answer.Body.Close()
		fmt.Printf("%d %q\n", answer.StatusCode, answer.Header.Get("Retry-After"))
	}

	for _, a := range standIn.Attachments() {
		fmt.Println(a.TaskTitle, a.Name, a.Size, a.SHA256[:8])
	}
	requests := standIn.Requests()
	fmt.Println(len(requests), "requests; the second inside Retry-After:", requests[1].InsideRetryAfter)
	// Output:
	// 503 "2"
	// 201 ""
	// Receipts a.txt 2 8f434346
	// 2 requests; the second inside Retry-After: true
}

// A file of faults, as serve takes it with -faults.
func ExampleParseFaults() {
	faults, err := simulator.ParseFaults([]byte(`[
	  {"call": "putRange", "range": "last", "reset": "commit"},
	  {"list": "Family", "status": 401, "times": -1}
	]`))
	if err != nil {
		log.Fatal(err)
	}
	written, err := json.Marshal(faults)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(written))
	_, err = simulator.ParseFaults([]byte(`[{"call": "putRanges"}]`))
	fmt.Println(err != nil)
	// Output:
	// [{"call":"putRange","range":"last","reset":"commit"},{"list":"Family","times":-1,"status":401}]
	// true
}
