package simulator

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestK2ALinkIsMadeAndListed(t *testing.T) {
	c := signedIn(t, Options{})
	before := c.get(c.target()).text("@odata.etag")
	made := c.post(c.target()+"/linkedResources", map[string]string{
		"webUrl": "https://example.org/a?b=c#d", "applicationName": "TaskDrop", "displayName": "A page", "externalId": "x-1",
	}).want(http.StatusCreated)
	id := made.text("id")
	if id == "" || !strings.HasSuffix(made.header.Get("Location"), "/linkedResources/"+id) {
		t.Errorf("id %q, Location %q", id, made.header.Get("Location"))
	}
	bare := c.post(c.target()+"/linkedResources", map[string]string{"displayName": "No address"}).want(http.StatusCreated)
	listed := c.get(c.target() + "/linkedResources").want(http.StatusOK).values()
	if len(listed) != 2 || listed[0]["webUrl"] != "https://example.org/a?b=c#d" || listed[0]["applicationName"] != "TaskDrop" || listed[1]["webUrl"] != nil {
		t.Errorf("listed %v", listed)
	}
	if c.get(c.target()).text("@odata.etag") == before {
		t.Error("the task's etag did not change")
	}
	links := c.server.Links()
	if len(links) != 2 || links[0].ID != id || links[0].DisplayName != "A page" || links[1].ID != bare.text("id") || links[1].WebURL != "" {
		t.Errorf("on the server: %+v", links)
	}
}

func TestK2WhatIsRefused(t *testing.T) {
	c := signedIn(t, Options{})
	for _, body := range []string{
		`{"webUrl":1}`, `{"displayName":["a"]}`, `{"url":"https://example.org/"}`, `[]`, `{`, `{"@odata.type":"#microsoft.graph.todoTask"}`,
		`{"id":"mine"}`,
	} {
		c.post(c.target()+"/linkedResources", body).want(http.StatusBadRequest, "invalidRequest")
	}
	c.post(strings.Replace(c.target(), "/tasks/", "/tasks/x", 1)+"/linkedResources", `{}`).want(http.StatusNotFound)
	if links := c.server.Links(); len(links) != 0 {
		t.Errorf("refused, and made: %+v", links)
	}
}

func TestK3ALinkIsReadChangedAndDeleted(t *testing.T) {
	c := signedIn(t, Options{})
	made := c.post(c.target()+"/linkedResources", map[string]string{"webUrl": "https://example.org/", "displayName": "Old"}).want(http.StatusCreated)
	address := c.target() + "/linkedResources/" + made.text("id")
	c.do("PATCH", address, []byte(`{"displayName":"New"}`), "Content-Type", "application/json").want(http.StatusOK, `"New"`, "https://example.org/")
	c.do("PATCH", address, []byte(`{"displayName":"Newer","webUrl":7}`), "Content-Type", "application/json").want(http.StatusBadRequest)
	c.get(address).want(http.StatusOK, `"New"`)
	c.do("DELETE", address, nil).want(http.StatusNoContent)
	c.do("DELETE", address, nil).want(http.StatusNotFound)
	c.get(address).want(http.StatusNotFound)
}

func TestK3ATaskBringsItsLinks(t *testing.T) {
	c := signedIn(t, Options{})
	tasks := c.target()[:strings.LastIndex(c.target(), "/")]
	made := c.post(tasks, `{"title":"Read","linkedResources":[{"webUrl":"https://example.org/1"},{"displayName":"2"}]}`).want(http.StatusCreated)
	listed := c.get(tasks + "/" + made.text("id") + "/linkedResources").values()
	if len(listed) != 2 || listed[0]["webUrl"] != "https://example.org/1" {
		t.Errorf("listed %v", listed)
	}
	c.post(tasks, `{"title":"Read","linkedResources":[{"webUrl":1}]}`).want(http.StatusBadRequest)
	c.do("PATCH", tasks+"/"+made.text("id"), []byte(`{"linkedResources":[]}`), "Content-Type", "application/json").want(http.StatusBadRequest)
	if n := slices.IndexFunc(c.server.Links(), func(l LinkInfo) bool { return l.DisplayName == "2" }); n < 0 {
		t.Errorf("on the server: %+v", c.server.Links())
	}
}

func TestK1AnApplicationReachesNoLinks(t *testing.T) {
	c := start(t, Options{ClientSecret: "hush"})
	c.token = c.postForm(tokenPath, appForm("client_secret", "hush")).want(http.StatusOK).text("access_token")
	all := c.server.Tasks()
	mine := all[slices.IndexFunc(all, func(info TaskInfo) bool { return info.Account == work })]
	task := "/v1.0/users/" + work + "/todo/lists/" + mine.ListID + "/tasks/" + mine.ID
	c.get(task + "/attachments").want(http.StatusOK)
	c.get(task+"/linkedResources").want(http.StatusForbidden, "accessDenied")
	c.post(task+"/linkedResources", `{}`).want(http.StatusForbidden)
}
