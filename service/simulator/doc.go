// Package simulator is a stand-in for Microsoft's sign-in and for the To Do part of Microsoft Graph: for the demo,
// for tests, and for anybody who writes a To Do client and wants it tried against a strict server.
//
// It keeps the rules of the wire as they were seen live on personal accounts in autumn 2026, and refuses what the real
// service refuses or may refuse. What the documents tell otherwise, and what nobody knows for sure, are switches in
// Options. The comments name the rules: E1 to E46 and L1 to L20 of the project's wire facts.
//
// # In a test
//
//	standIn := simulator.New(simulator.Options{AutoAccept: true})
//	running, err := standIn.Start("127.0.0.1:0")
//	...
//	defer running.Close()
//	// sign in at running.URL()+"/common/oauth2/v2.0/authorize", client id simulator.DemoClientID,
//	// call Graph at running.URL()+"/v1.0/me/todo/lists"
//	for _, a := range standIn.Attachments() { fmt.Println(a.Name, a.SHA256) }
//
// A Server is also an http.Handler, and Serve takes any net.Listener: inside a testing/synctest bubble, one made of
// net.Pipe. It waits on timers and on the request's context only, and starts no goroutine that outlives a request.
//
// # Standing alone
//
//	go run ./service/simulator/serve -addr 127.0.0.1:8080 -latency 50ms -rate 2MB/s -faults faults.json
//
// The first line of output is the base URL; -help lists the switches. What is on the server can be seen and changed
// over HTTP, without a token:
//
//	GET    /_standin/state                everything; also requests, lists, tasks, attachments, sessions, faults,
//	                                      issued, options by themselves
//	GET    /_standin/content?id=ID        an attachment's bytes
//	DELETE /_standin/requests             empty the record
//	PUT    /_standin/faults               replace the faults by a JSON array; POST adds, DELETE removes all
//	PATCH  /_standin/options              {"Latency":50000000,"FullMailbox":true}: durations in nanoseconds
//	POST   /_standin/tokens/expire        end all access tokens; tokens/revoke ends the refresh tokens
//	POST   /_standin/sessions/expire      end all upload sessions
//	POST   /_standin/lists                {"account":"mia.berger@outlook.example","name":"New"}: as another program would
//	POST   /_standin/tasks                {"list":ID,"title":"New"}
//	POST   /_standin/tasks/move           {"task":ID,"list":ID}: the task gets a new id
//	POST   /_standin/attachments          {"task":ID,"name":"a.txt","contentBytes":"aGk="}
//	POST   /_standin/attachments/corrupt  {"id":ID}: flip a bit
//	DELETE /_standin/lists?id=ID          also tasks, attachments
//
// # An application by itself
//
// With -client-secret SECRET, or -client-certificate FILE for assertions signed with its key, the client credentials grant gives
// tokens without a person, at the token endpoint of one organization and for the scope .default alone. They open
// /users/{id}/todo/lists of that organization's people; -no-app-consent leaves the roles out of them, and createUploadSession
// is 403 unless -app-only-sessions (E42).
//
//	go run ./service/simulator/serve -client-secret hush-hush
//	curl -d grant_type=client_credentials -d client_id=5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5 -d client_secret=hush-hush \
//	  -d scope=https://graph.microsoft.com/.default $ROOT/contoso.example/oauth2/v2.0/token
//
// # Faults
//
// A fault strikes calls of a kind (see the Call constants), at a place in the file, a number of times or by chance.
// A file of faults is a JSON array:
//
//	[
//	  {"call": "putRange", "range": "first",  "status": 500},
//	  {"call": "putRange", "range": "middle", "nth": 2, "times": 3, "status": 503, "retryAfter": "2"},
//	  {"call": "putRange", "range": "last",   "reset": "commit"},
//	  {"call": "putRange", "range": "ahead",  "status": 504, "delay": "29s", "times": -1},
//	  {"call": "putRange", "reset": "middle", "resetAfter": 1000000, "probability": 0.05},
//	  {"call": "putRange", "file": "photo.jpg", "nextRange": "0"},
//	  {"call": "putRange", "range": "last",   "location": "paren"},
//	  {"call": "createSession", "status": 429, "retryAfter": "date:7"},
//	  {"call": "inline", "status": 504, "commit": true, "body": "empty"},
//	  {"call": "tasks", "status": 404, "code": "UnknownError"},
//	  {"call": "list", "ghost": true},
//	  {"call": "token", "status": 400, "code": "invalid_grant", "number": 50173, "message": "The grant was revoked."},
//	  {"call": "value", "hang": true},
//	  {"status": 500, "body": "html", "probability": 0.01, "times": 20}
//	]
//
// From the top: an error before anything is read; from the second such range on, three 503 with a pause; the last
// range is taken but its answer lost; a range that skips ahead times out late; one range in twenty breaks off after a
// megabyte; the server says that it has nothing of photo.jpg; another form of Location; a pause given as a date; work
// done but denied; a passing 404; a list deleted whose tasks live on; a renewal refused; a download that never starts;
// a proxy's page now and then.
package simulator
