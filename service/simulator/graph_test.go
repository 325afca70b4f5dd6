package simulator

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestE12ExpiredTokens(t *testing.T) {
	c := signedIn(t, Options{})
	if !strings.HasPrefix(c.token, "Ew") || strings.Count(c.token, ".") == 2 {
		t.Error("a personal account's token is opaque and starts with Ew")
	}
	mine := c.token
	other := c.signIn(work, allScope).text("access_token")
	c.server.ExpireAccessTokens()
	for token, words := range map[string]string{mine: "80049228", other: "Lifetime validation failed", "Ewfoo": "80049217", "a.b.c": "Signature"} {
		c.token = token
		r := c.get("/v1.0/me/todo/lists").want(http.StatusUnauthorized, `"InvalidAuthenticationToken"`, words)
		if !strings.HasPrefix(r.header.Get("WWW-Authenticate"), "Bearer") {
			t.Error("a 401 says how to do better")
		}
	}
}

func TestE13EveryCallNeedsABearer(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 10)
	c.token = ""
	for _, call := range [][2]string{
		{"GET", "/v1.0/me/todo/lists"}, {"POST", "/v1.0/me/todo/lists"}, {"GET", c.target()}, {"GET", c.target() + "/attachments"},
		{"POST", c.target() + "/attachments"}, {"POST", c.target() + "/attachments/createUploadSession"},
		{"PUT", uploadURL + "/content"}, {"PUT", uploadURL}, {"GET", uploadURL}, {"DELETE", uploadURL}, {"POST", "/v1.0/$batch"},
	} {
		c.do(call[0], call[1], nil).want(http.StatusUnauthorized, "Access token is empty.") // L2
	}
	if len(c.server.Sessions()) != 1 {
		t.Error("a call without a bearer changed something")
	}
}

func TestE13WritesNeedReadWrite(t *testing.T) {
	c := signedIn(t, Options{})
	uploadURL := c.open("a.bin", 10)
	c.token = c.signIn(personal, "openid Tasks.Read").text("access_token")
	c.get("/v1.0/me/todo/lists").want(http.StatusOK)
	c.get(c.target() + "/attachments").want(http.StatusOK)
	c.post("/v1.0/me/todo/lists", map[string]string{"displayName": "x"}).want(http.StatusForbidden, "accessDenied")
	c.post(c.target()+"/attachments/createUploadSession", "{}").want(http.StatusForbidden)
	c.put(uploadURL, pattern(10), 0, 10).want(http.StatusForbidden)
	c.do("DELETE", uploadURL, nil).want(http.StatusForbidden)
	c.token = c.signIn(personal, "openid User.Read").text("access_token")
	c.get("/v1.0/me/todo/lists").want(http.StatusForbidden)
	c.get("/v1.0/me").want(http.StatusOK, personal)
}

func TestE14ClaimsChallengeForThoseWhoDeclaredCP1(t *testing.T) {
	c := start(t, Options{AutoAccept: true, RequireClaims: true})
	c.token = c.signIn(personal, allScope).text("access_token")
	c.get("/v1.0/me/todo/lists").want(http.StatusOK)

	cp1 := `{"access_token":{"xms_cc":{"values":["cp1"]}}}`
	answer := c.redeem(codeForm(c.code("claims", cp1))).want(http.StatusOK)
	c.token = answer.text("access_token")
	challenge := c.get("/v1.0/me/todo/lists").want(http.StatusUnauthorized).header.Get("WWW-Authenticate")
	if !strings.Contains(challenge, `error="insufficient_claims"`) {
		t.Fatalf("challenge %s", challenge)
	}
	_, rest, _ := strings.Cut(challenge, `claims="`)
	wanted, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(rest, `"`))
	if err != nil {
		t.Fatal(err)
	}
	c.token = c.redeem(refreshForm(answer.text("refresh_token"))).want(http.StatusOK).text("access_token")
	c.get("/v1.0/me/todo/lists").want(http.StatusUnauthorized) // a renewal does not help
	merged := strings.Replace(string(wanted), `{"access_token":{`, `{"access_token":{"xms_cc":{"values":["cp1"]},`, 1)
	c.token = c.redeem(codeForm(c.code("claims", merged))).want(http.StatusOK).text("access_token")
	c.get("/v1.0/me/todo/lists").want(http.StatusOK)
}

// pages follows nextLink and returns the names, page by page.
func (c *client) pages(target, field string) [][]string {
	c.t.Helper()
	var found [][]string
	for target != "" {
		r := c.get(target).want(http.StatusOK)
		names := []string{}
		for _, entry := range r.values() {
			names = append(names, entry[field].(string))
		}
		found = append(found, names)
		target = r.text("@odata.nextLink")
		if target != "" && !strings.HasPrefix(target, c.root+"/v1.0/") {
			c.t.Fatalf("nextLink %s is not absolute", target)
		}
		if len(found) > 1000 {
			c.t.Fatal("pages without end")
		}
	}
	return found
}

func sizes(pages [][]string) (counts []int) {
	for _, page := range pages {
		counts = append(counts, len(page))
	}
	return counts
}

func TestE15PagesOfLists(t *testing.T) {
	c := signedIn(t, Options{Empty: true, ExtraLists: 118})
	if got := sizes(c.pages("/v1.0/me/todo/lists", "id")); !slices.Equal(got, []int{50, 50, 20}) {
		t.Errorf("pages of %v lists", got)
	}
	if got := sizes(c.pages("/v1.0/me/todo/lists?$top=100", "id")); !slices.Equal(got, []int{100, 20}) {
		t.Errorf("$top=100: pages of %v lists", got)
	}
	if got := c.pages("/v1.0/me/todo/lists?$skip=7", "displayName"); got[0][0] != "Tasks" {
		t.Error("$skip on lists is ignored")
	}
	c.server.Update(func(o *Options) { o.RefuseSkip, o.SixteenLists = true, true })
	c.get("/v1.0/me/todo/lists?$skip=7").want(http.StatusBadRequest, "invalidRequest")
	if got := sizes(c.pages("/v1.0/me/todo/lists", "id")); !slices.Equal(got, []int{16}) {
		t.Errorf("16 lists and no link: %v", got)
	}
	if got := sizes(c.pages("/v1.0/me/todo/lists?$top=100", "id")); !slices.Equal(got, []int{100, 20}) {
		t.Errorf("$top=100 helps: %v", got)
	}
}

func TestE16L15Select(t *testing.T) {
	c := signedIn(t, Options{})
	tasks := c.listPath("Tasks") + "/tasks"
	for _, path := range []string{"/v1.0/me/todo/lists", tasks, c.target()} {
		for _, field := range []string{"displayName", "title", "id,title"} {
			c.get(path+"?$select="+field).want(http.StatusBadRequest, `"invalidRequest"`, "RequestBroker--ParseUri")
		}
		for _, field := range []string{"id", "lastModifiedDateTime", "*"} {
			if r := c.get(path + "?%24select=" + field).want(http.StatusOK); !strings.Contains(string(r.body), "etag") || !strings.Contains(string(r.body), "@odata.context") {
				t.Errorf("$select=%s is ignored", field)
			}
		}
	}
	c.server.Update(func(o *Options) { o.AllowSelect = true })
	if first := c.get(tasks + "?$select=title").want(http.StatusOK).values()[0]; first["status"] != nil || first["title"] == nil || first["id"] == nil {
		t.Errorf("selected is %v", first)
	}
}

func TestE17L15FilterTopAndOrder(t *testing.T) {
	c := signedIn(t, Options{Empty: true, ExtraTasks: 1200})
	tasks := c.listPath("Tasks") + "/tasks"
	for _, one := range c.get(tasks + "?$top=3").values() {
		c.do("PATCH", tasks+"/"+one["id"].(string), []byte(`{"status":"completed"}`), "Content-Type", "application/json").want(http.StatusOK, "completed")
	}
	open := c.pages(tasks+"?$top=1000&$filter="+url.QueryEscape("status ne 'completed'"), "status")
	if got := sizes(open); !slices.Equal(got, []int{1000, 197}) || slices.Contains(open[0], "completed") {
		t.Errorf("open tasks in pages of %v", got)
	}
	if got := sizes(c.pages(tasks+"?$filter=status%20eq%20'completed'", "id")); !slices.Equal(got, []int{3}) {
		t.Errorf("completed tasks in pages of %v", got)
	}
	for _, filter := range []string{"title eq 'x'", "status ne completed", "status", "status gt 'completed'", "status ne 'done'"} {
		c.get(tasks+"?$filter="+url.QueryEscape(filter)).want(http.StatusBadRequest, "invalidRequest")
	}
	c.get("/v1.0/me/todo/lists?$filter="+url.QueryEscape("wellknownListName eq 'defaultList'")).want(http.StatusBadRequest, "enumeration")
	for _, query := range []string{"$top=0", "$top=-1", "$top=x", "$skip=-1", "$top=1&$top=2", "$expand=attachments", "$search=x", "$orderby=size", "$orderby=title%20down"} {
		c.get(tasks+"?"+query).want(http.StatusBadRequest, "invalidRequest")
	}
	newest := c.pages(tasks+"?$top=1200&$orderby=createdDateTime%20desc", "createdDateTime")[0]
	if !slices.IsSortedFunc(newest, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Error("$orderby=createdDateTime desc is honoured")
	}
	c.server.Update(func(o *Options) { o.TopLimit = 999 })
	if got := sizes(c.pages(tasks+"?$top=5000", "id")); !slices.Equal(got, []int{999, 201}) {
		t.Errorf("a capped $top gives pages of %v", got)
	}
}

func TestL16PagesOfTasks(t *testing.T) {
	c := signedIn(t, Options{Empty: true, ExtraTasks: 120})
	tasks := c.listPath("Tasks") + "/tasks"
	first := c.get(tasks).want(http.StatusOK)
	if next := first.text("@odata.nextLink"); next != c.root+tasks+"?$skip=50" {
		t.Errorf("nextLink %s", next)
	}
	if got := sizes(c.pages(tasks, "id")); !slices.Equal(got, []int{50, 50, 20}) {
		t.Errorf("pages of %v", got)
	}
	if got := sizes(c.pages(tasks+"?$top=200", "id")); !slices.Equal(got, []int{120}) {
		t.Errorf("$top=200: pages of %v", got)
	}
	c.server.Update(func(o *Options) { o.EmptyPages = true })
	pages := c.pages(tasks+"?$top=60&$filter=status%20ne%20'completed'", "title")
	if got := sizes(pages); !slices.Equal(got, []int{60, 0, 60}) || pages[2][59] != "Task 00120" {
		t.Errorf("with an empty page between: %v", got)
	}
}

func TestE18AnAlteredNextLinkIsRefused(t *testing.T) {
	c := signedIn(t, Options{Empty: true, ExtraTasks: 120, ExtraLists: 80, SkipTokens: true})
	for _, path := range []string{"/v1.0/me/todo/lists?$top=30&$count=true", c.listPath("Tasks") + "/tasks?$top=30&$filter=status%20ne%20'completed'"} {
		next := c.get(path).want(http.StatusOK).text("@odata.nextLink")
		if !strings.Contains(next, "$top=30") || !strings.Contains(next, "$skiptoken=") {
			t.Fatalf("nextLink %s", next)
		}
		c.get(next).want(http.StatusOK)
		for _, altered := range []string{
			strings.Replace(next, "$top=30", "$top=40", 1), strings.Replace(next, "&$filter=status%20ne%20'completed'", "", 1) + "x",
			strings.Replace(next, "skiptoken=", "skiptoken=A", 1), strings.Replace(next, "/v1.0/", "/beta/", 1),
		} {
			c.get(altered).want(http.StatusBadRequest, "invalidRequest")
		}
	}
}

func TestE19IDs(t *testing.T) {
	c := signedIn(t, Options{})
	lists := c.server.Lists()
	again := New(Options{}).Lists()
	other := New(Options{Seed: 1}).Lists()
	for i, list := range lists {
		if list.ID != again[i].ID {
			t.Error("ids of one seed are the same at each start")
		}
		if list.ID == other[i].ID {
			t.Error("ids of another seed are others")
		}
		if len(list.ID) < 100 || !strings.Contains(list.ID, "-") || !strings.Contains(list.ID, "_") || !strings.HasSuffix(list.ID, "=") {
			t.Errorf("id %s does not look like Graph's", list.ID)
		}
	}
	c.get(strings.ReplaceAll(c.target(), "=", "%3D")).want(http.StatusOK, "Scan the tax receipts")
	c.get(strings.ReplaceAll(c.target(), "AQMkADAw", "AQMKADAw")).want(http.StatusNotFound, "ErrorItemNotFound")
	var twins []TaskInfo
	for _, task := range c.server.Tasks() {
		if task.Account == personal && task.Title == "Call the dentist" {
			twins = append(twins, task)
		}
	}
	if len(twins) != 2 || twins[0].ID == twins[1].ID || !strings.EqualFold(twins[0].ID, twins[1].ID) {
		t.Error("two tasks of one title have ids that differ in case only")
	}
}

func TestE20AMovedTaskHasANewID(t *testing.T) {
	c := signedIn(t, Options{})
	old := c.target()
	attachment := c.post(old+"/attachments", inlineBody("a.txt", []byte("a"))).want(http.StatusCreated).text("id")
	uploadURL := c.open("b.bin", 10)
	task := old[strings.LastIndex(old, "/")+1:]
	list := strings.TrimPrefix(c.listPath("Finanzen"), "/v1.0/me/todo/lists/")
	moved, err := c.server.MoveTask(task, list)
	if err != nil || moved == task {
		t.Fatal(moved, err)
	}
	c.get(old).want(http.StatusNotFound)
	c.get(old + "/attachments/" + attachment).want(http.StatusNotFound)
	c.put(uploadURL, pattern(10), 0, 10).want(http.StatusNotFound)
	c.get(c.listPath("Finanzen")+"/tasks/"+moved+"/attachments").want(http.StatusOK, "a.txt")
}

func TestE21L20EveryAnswerCarriesItsIDs(t *testing.T) {
	c := signedIn(t, Options{})
	for _, r := range []reply{
		c.do("GET", "/v1.0/me/todo/lists", nil, "client-request-id", "mine"),
		c.do("GET", "/v1.0/nowhere", nil, "client-request-id", "mine"),
		c.do("GET", "/v1.0/me/todo/lists", nil, "client-request-id", "mine", "Authorization", ""),
		c.do("DELETE", c.target()+"/attachments/x", nil, "client-request-id", "mine"),
	} {
		if r.header.Get("request-id") == "" || r.header.Get("client-request-id") != "mine" || r.header.Get("x-ms-ags-diagnostic") == "" || r.header.Get("Date") == "" {
			t.Errorf("%d has headers %v", r.status, r.header)
		}
		if r.status != http.StatusOK {
			r.want(r.status, `"error":{"code":"`, `"innerError":{`, `"request-id":"`+r.header.Get("request-id"), `"client-request-id":"mine"`)
		}
	}
}

func TestL17AGhostListsTasksLiveOn(t *testing.T) {
	c := signedIn(t, Options{})
	list := c.post("/v1.0/me/todo/lists", map[string]string{"displayName": "Short-lived"}).want(http.StatusCreated).text("id")
	path := "/v1.0/me/todo/lists/" + list
	task := c.post(path+"/tasks", map[string]string{"title": "One"}).want(http.StatusCreated).text("id")
	c.do("DELETE", path, nil).want(http.StatusNoContent)
	c.get(path).want(http.StatusNotFound)
	c.get(path + "/tasks").want(http.StatusOK)
	c.post(path+"/tasks/"+task+"/attachments", inlineBody("a.txt", []byte("a"))).want(http.StatusCreated)
	for _, shown := range c.get("/v1.0/me/todo/lists").values() {
		if shown["id"] == list {
			t.Error("a deleted list is still listed")
		}
	}
	c.server.Update(func(o *Options) { o.GhostLists = -1 })
	c.get(path + "/tasks").want(http.StatusNotFound)
	c.do("DELETE", c.listPath("Tasks"), nil).want(http.StatusBadRequest)
}

func TestListsAndTasksAreMadeAndChanged(t *testing.T) {
	c := signedIn(t, Options{})
	list := c.post("/v1.0/me/todo/lists", map[string]string{"displayName": "Größer 🎈"}).want(http.StatusCreated)
	path := "/v1.0/me/todo/lists/" + list.text("id")
	c.get(path).want(http.StatusOK, "Größer 🎈", `"wellknownListName":"none"`)
	c.do("PATCH", path, []byte(`{"displayName":"B"}`), "Content-Type", "application/json").want(http.StatusOK, `"B"`)
	task := c.post(path+"/tasks", `{"title":"T","importance":"high","dueDateTime":{"dateTime":"2026-12-01T00:00:00","timeZone":"UTC"},"body":{"content":"c","contentType":"text"}}`).want(http.StatusCreated, `"high"`, "2026-12-01", `"hasAttachments":false`)
	c.do("DELETE", path+"/tasks/"+task.text("id"), nil).want(http.StatusNoContent)
	c.get(path + "/tasks/" + task.text("id")).want(http.StatusNotFound)
	for name, body := range map[string]string{
		"no title": `{}`, "empty title": `{"title":""}`, "unknown field": `{"title":"x","colour":"red"}`, "wrong type": `{"title":5}`,
		"unknown status": `{"title":"x","status":"later"}`, "unknown importance": `{"title":"x","importance":"vital"}`, "no object": `[1]`, "no JSON": `{`, "empty": ``,
	} {
		t.Run(name, func(t *testing.T) { c.post(path+"/tasks", body).want(http.StatusBadRequest, "invalidRequest") })
	}
	c.do("POST", path+"/tasks", []byte(`{"title":"x"}`), "Content-Type", "text/plain").want(http.StatusUnsupportedMediaType)
	c.post("/v1.0/me/todo/lists", `{"displayName":""}`).want(http.StatusBadRequest)
	c.post("/v1.0/me/todo/lists/nowhere/tasks", `{"title":"x"}`).want(http.StatusNotFound, "ErrorItemNotFound")
}

func TestC35HasAttachmentsCanBeLeftOut(t *testing.T) {
	c := signedIn(t, Options{NoHasAttachments: true})
	if _, there := c.get(c.target()).want(http.StatusOK).object()["hasAttachments"]; there {
		t.Error("hasAttachments is there")
	}
}

func TestE42FullAndMissingMailbox(t *testing.T) {
	c := signedIn(t, Options{FullMailbox: true})
	c.get("/v1.0/me/todo/lists").want(http.StatusOK)
	c.post(c.target()+"/attachments", inlineBody("a.txt", []byte("a"))).want(http.StatusForbidden, "accessDenied")
	c.post(c.target()+"/attachments/createUploadSession", `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5}}`).want(http.StatusForbidden)
	c.server.Update(func(o *Options) { o.NoMailbox = true })
	c.get("/v1.0/me/todo/lists").want(http.StatusNotFound, "MailboxNotEnabledForRESTAPI")
}

func TestE42AppOnlyTokensCreateNoSession(t *testing.T) {
	c := start(t, Options{ClientSecret: "hush"})
	c.token = c.postForm("/contoso.example/oauth2/v2.0/token", url.Values{
		"client_id": {DemoClientID}, "grant_type": {"client_credentials"}, "client_secret": {"hush"}, "scope": {"https://graph.microsoft.com/.default"},
	}).want(http.StatusOK).text("access_token")
	var path string
	for _, task := range c.server.Tasks() {
		if task.Account == work && path == "" {
			path = fmt.Sprintf("/v1.0/users/%s/todo/lists/%s/tasks/%s/attachments", work, task.ListID, task.ID)
		}
	}
	body := `{"attachmentInfo":{"attachmentType":"file","name":"a","size":5}}`
	c.post(path+"/createUploadSession", body).want(http.StatusForbidden, "accessDenied")
	c.post(path, inlineBody("a.txt", []byte("a"))).want(http.StatusCreated)
	c.server.Update(func(o *Options) { o.AppOnlySessions = true })
	c.post(path+"/createUploadSession", body).want(http.StatusCreated)
}

func TestE44AnotherUsersTasks(t *testing.T) {
	c := signedIn(t, Options{})
	for _, user := range []string{personal, strings.ToUpper(personal), DefaultAccounts()[0].ID} {
		c.get("/v1.0/users/" + user + "/todo/lists").want(http.StatusOK)
	}
	for _, user := range []string{work, DefaultAccounts()[1].ID, "nobody@example.org"} {
		c.get("/v1.0/users/"+user+"/todo/lists").want(http.StatusBadRequest, "invalidRequest", "ErrorIncorrectRoutingHint")
	}
}

func TestE46EveryRequestIsRecorded(t *testing.T) {
	c := signedIn(t, Options{})
	c.server.ForgetRequests()
	c.do("GET", "/v1.0/me/todo/lists?$top=5", nil, "client-request-id", "mine")
	c.post(c.target()+"/attachments", inlineBody("a.txt", []byte("a")))
	c.token = ""
	c.get("/beta/me/todo/lists")
	got := c.server.Requests()
	if len(got) != 3 {
		t.Fatalf("%d requests", len(got))
	}
	first := got[0]
	if first.Call != CallLists || first.Method != "GET" || first.Path != "/v1.0/me/todo/lists?$top=5" || first.Status != 200 || first.Mailbox != personal ||
		first.Header.Get("client-request-id") != "mine" || first.InFlight != 1 || first.Start.IsZero() || first.End.Before(first.Start) || first.RequestID == "" {
		t.Errorf("recorded %+v", first)
	}
	if first.Header.Get("Authorization") != "" {
		t.Error("the token is in the record")
	}
	if got[1].Call != CallInline || got[1].Status != 201 || got[1].Length <= 0 || got[2].Status != 401 || got[2].Mailbox != "" {
		t.Errorf("recorded %+v and %+v", got[1], got[2])
	}
}

// at once sends n requests and returns the answers.
func (c *client) atOnce(n int, send func(i int) reply) []reply {
	replies := make([]reply, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { replies[i] = send(i) })
	}
	all.Wait()
	return replies
}

func TestBatchPartsCountOneByOne(t *testing.T) {
	c := signedIn(t, Options{MaxRequests: 4})
	batch := `{"requests":[{"id":"1","method":"GET","url":"/me/todo/lists"},{"id":"2","method":"POST","url":"/me/todo/lists","body":{"displayName":"By batch"},"headers":{"Content-Type":"application/json"}},
		{"id":"3","method":"GET","url":"/me/nowhere"},{"id":"4","method":"GET","url":"/me/todo/lists","dependsOn":["3"]},{"id":"5","method":"GET","url":"/me/todo/lists"},{"id":"6","method":"GET","url":"/me/todo/lists"}]}`
	r := c.post("/v1.0/$batch", batch).want(http.StatusOK, "By batch")
	got := map[string]float64{}
	for _, response := range r.object()["responses"].([]any) {
		part := response.(map[string]any)
		got[part["id"].(string)] = part["status"].(float64)
	}
	for id, want := range map[string]float64{"1": 200, "2": 201, "3": 404, "4": 424, "5": 200, "6": 429} {
		if got[id] != want {
			t.Errorf("part %s is %v, want %v", id, got[id], want)
		}
	}
	c.post("/v1.0/$batch", `{"requests":[]}`).want(http.StatusBadRequest)
	c.post("/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"/me"},{"id":"1","method":"GET","url":"/me"}]}`).want(http.StatusBadRequest)
}
