package simulator

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// pipeListener hands out connections that exist in memory only, so that time can be virtual.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipeListener() *pipeListener {
	return &pipeListener{make(chan net.Conn), make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { close(l.closed); return nil }
func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

func (l *pipeListener) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.closed:
		return nil, errors.New("the listener is closed")
	}
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "stand-in.test" }

// inVirtualTime runs test against a signed-in stand-in whose time passes only when everybody waits.
func inVirtualTime(t *testing.T, opts Options, test func(*testing.T, *client)) {
	synctest.Test(t, func(t *testing.T) {
		opts.AutoAccept = true
		server, listener := New(opts), newPipeListener()
		running := server.Serve(listener)
		defer running.Close()
		transport := &http.Transport{DialContext: listener.dial, MaxIdleConnsPerHost: 16}
		defer transport.CloseIdleConnections()
		c := &client{t: t, server: server, root: running.URL(), header: http.Header{}, http: &http.Client{
			Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
		c.token = c.signIn(personal, allScope).text("access_token")
		test(t, c)
	})
}

// took is how long something takes in virtual time.
func took(what func()) time.Duration {
	begun := time.Now()
	what()
	return time.Since(begun)
}

func TestE4ACodeLivesTenMinutes(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		early, late := c.code(), c.code()
		time.Sleep(10*time.Minute - time.Second)
		c.redeem(codeForm(early)).want(http.StatusOK)
		time.Sleep(time.Second)
		c.redeem(codeForm(late)).want(http.StatusBadRequest, "AADSTS70008")
	})
}

func TestE8E12AccessTokensExpire(t *testing.T) {
	inVirtualTime(t, Options{TokenLifetime: time.Minute}, func(t *testing.T, c *client) {
		time.Sleep(59 * time.Second)
		c.get("/v1.0/me/todo/lists").want(http.StatusOK)
		time.Sleep(time.Second)
		c.get("/v1.0/me/todo/lists").want(http.StatusUnauthorized, "InvalidAuthenticationToken")
	})
}

func TestE9RefreshTokensExpire(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		token := c.signIn(personal, allScope).text("refresh_token")
		time.Sleep(90 * 24 * time.Hour)
		c.redeem(refreshForm(token)).want(http.StatusBadRequest, `"invalid_grant"`, "AADSTS700082")
	})
}

func TestE11DeviceCodeIntervalAndExpiry(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		code := c.startDevice("consumers").text("device_code")
		c.server.mu.Lock()
		c.server.signIn.devices[code].approved = false // AutoAccept approved it
		c.server.mu.Unlock()
		c.poll(code).want(http.StatusBadRequest, "authorization_pending")
		time.Sleep(4 * time.Second)
		c.poll(code).want(http.StatusBadRequest, "slow_down")
		time.Sleep(9 * time.Second)
		c.poll(code).want(http.StatusBadRequest, "slow_down") // now 10 seconds apart
		time.Sleep(15 * time.Second)
		c.poll(code).want(http.StatusBadRequest, "authorization_pending")
		time.Sleep(15 * time.Minute)
		c.poll(code).want(http.StatusBadRequest, "expired_token")
	})
}

func TestE37SessionsLiveTwoHours(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		uploadURL := c.open("a.bin", 10)
		time.Sleep(59 * time.Minute)
		c.put(uploadURL, pattern(4), 0, 10).want(http.StatusOK)
		c.token = c.signIn(personal, allScope).text("access_token")
		time.Sleep(58 * time.Minute)
		c.put(uploadURL, pattern(4), 4, 10).want(http.StatusOK)
		time.Sleep(3 * time.Minute)
		c.token = c.signIn(personal, allScope).text("access_token")
		c.put(uploadURL, pattern(2), 8, 10).want(http.StatusNotFound)
	})
}

func TestL17GhostsVanish(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		path := c.listPath("Finanzen")
		c.do("DELETE", path, nil).want(http.StatusNoContent)
		c.get(path + "/tasks").want(http.StatusOK)
		time.Sleep(2 * time.Minute)
		c.get(path + "/tasks").want(http.StatusNotFound)
	})
}

func TestLatencyAndRate(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		uploadURL := c.open("a.bin", 8_000_000)
		c.server.Update(func(o *Options) { o.Latency = 50 * time.Millisecond })
		if got := took(func() { c.get("/v1.0/me/todo/lists") }); got != 50*time.Millisecond {
			t.Errorf("latency %v", got)
		}
		c.server.Update(func(o *Options) { o.Latency, o.Rate = 0, 2_000_000 })
		for _, first := range []int64{0, 4_000_000} {
			got := took(func() { c.put(uploadURL, pattern(4_000_000), first, 8_000_000) })
			if got < 1990*time.Millisecond || got > 2100*time.Millisecond {
				t.Errorf("4 MB at 2 MB/s took %v", got)
			}
		}
		id := c.attached()["a.bin"].ID
		if got := took(func() { c.get(c.target() + "/attachments/" + id + "/$value") }); got < 3900*time.Millisecond || got > 4200*time.Millisecond {
			t.Errorf("8 MB back at 2 MB/s took %v", got)
		}
	})
}

func TestL6SkippingAhead(t *testing.T) {
	inVirtualTime(t, Options{SkipAhead: SkipAheadTimeout}, func(t *testing.T, c *client) {
		uploadURL := c.open("a.bin", 30)
		content := pattern(30)
		if got := took(func() { c.put(uploadURL, content[10:20], 10, 30).want(http.StatusGatewayTimeout, "UnknownError") }); got != 29*time.Second {
			t.Errorf("504 after %v", got)
		}
		c.server.Update(func(o *Options) { o.SkipAhead = SkipAheadSilence })
		if got := took(func() {
			if _, err := c.tryPut(uploadURL, content[10:20], 10, 30); err == nil {
				t.Error("an answer came")
			}
		}); got != 60*time.Second {
			t.Errorf("the connection ended after %v", got)
		}
		c.put(uploadURL, content, 0, 30).want(http.StatusCreated)
		if c.attached()["a.bin"].SHA256 != sum(content) {
			t.Error("something of the skipped range was kept")
		}
	})
}

func TestFaultDelayRateAndDate(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		c.server.SetFaults(
			Fault{Call: CallLists, Delay: Duration(29 * time.Second), Status: 504},
			Fault{Call: CallLists, Status: 503, RetryAfter: "date:7"},
			Fault{Call: CallPutRange, Rate: 1000},
		)
		if got := took(func() { c.get("/v1.0/me/todo/lists").want(http.StatusGatewayTimeout) }); got != 29*time.Second {
			t.Errorf("delayed by %v", got)
		}
		date, err := http.ParseTime(c.get("/v1.0/me/todo/lists").header.Get("Retry-After"))
		if err != nil || time.Until(date) < 6*time.Second || time.Until(date) > 7*time.Second {
			t.Errorf("Retry-After in %v, %v", time.Until(date), err)
		}
		if got := took(func() { c.put(c.open("a.bin", 60_000), pattern(60_000), 0, 60_000).want(http.StatusCreated) }); got < 59*time.Second || got > 61*time.Second {
			t.Errorf("60 kB at 1 kB/s took %v", got)
		}
	})
}

// retryAfter is the pause a 429 asks for.
func (r reply) retryAfter() time.Duration {
	r.t.Helper()
	seconds, err := strconv.Atoi(r.want(http.StatusTooManyRequests).header.Get("Retry-After"))
	if err != nil {
		r.t.Fatal(err)
	}
	return time.Duration(seconds) * time.Second
}

func TestL14E40FourAtOnce(t *testing.T) {
	inVirtualTime(t, Options{Latency: time.Second}, func(t *testing.T, c *client) {
		lists := func(int) reply { return c.get("/v1.0/me/todo/lists") }
		for _, r := range c.atOnce(4, lists) {
			r.want(http.StatusOK)
		}
		var refused []reply
		for _, r := range c.atOnce(6, lists) {
			if r.status != http.StatusOK {
				refused = append(refused, r)
			}
		}
		if len(refused) != 2 {
			t.Fatalf("%d of 6 refused", len(refused))
		}
		want := `{"error":{"code":"activityLimitReached","message":"The app or user has been throttled.","innerError":{"code":"ApplicationThrottled"}}}`
		pause := refused[0].retryAfter()
		if string(refused[0].body) != want || pause < 2*time.Second || pause > 10*time.Second {
			t.Errorf("%v after %s", pause, refused[0].body)
		}
		if got := c.server.MostInFlight()[personal]; got != 6 {
			t.Errorf("%d at once at most", got)
		}
	})
}

func TestE40BeforeRetryAfterEveryCallIsRefusedAndCounts(t *testing.T) {
	inVirtualTime(t, Options{Faults: []Fault{{Call: CallLists, Status: 429, RetryAfter: "8"}}}, func(t *testing.T, c *client) {
		if pause := c.get("/v1.0/me/todo/lists").retryAfter(); pause != 8*time.Second {
			t.Errorf("pause %v", pause)
		}
		time.Sleep(3 * time.Second)
		if pause := c.get(c.target()).retryAfter(); pause != 5*time.Second {
			t.Errorf("asked early, the pause left is %v", pause)
		}
		other := *c
		other.token = c.signIn(work, allScope).text("access_token")
		other.get("/v1.0/me/todo/lists").want(http.StatusOK) // another mailbox is not held
		time.Sleep(5 * time.Second)
		c.get("/v1.0/me/todo/lists").want(http.StatusOK)
		var early []Request
		for _, r := range c.server.Requests() {
			if r.InsideRetryAfter {
				early = append(early, r)
			}
		}
		if len(early) != 1 || early[0].Call != CallTask || early[0].AfterThrottled != 3*time.Second {
			t.Errorf("recorded as early: %+v", early)
		}
	})
}

func TestRequestsInsideRetryAfterAreRecorded(t *testing.T) {
	inVirtualTime(t, Options{Faults: []Fault{{Call: CallLists, Status: 503, RetryAfter: "date:8"}}}, func(t *testing.T, c *client) {
		c.server.ForgetRequests()
		c.get("/v1.0/me/todo/lists").want(http.StatusServiceUnavailable)
		time.Sleep(2 * time.Second)
		c.get("/v1.0/me/todo/lists").want(http.StatusOK)
		c.get(c.target()).want(http.StatusOK) // the pause is the mailbox's
		time.Sleep(6 * time.Second)
		c.get("/v1.0/me/todo/lists").want(http.StatusOK)
		var early []bool
		for _, r := range c.server.Requests() {
			early = append(early, r.InsideRetryAfter)
		}
		if !slices.Equal(early, []bool{false, true, true, false}) {
			t.Errorf("recorded as early: %v", early)
		}
	})
}

func TestE40RequestsInTenMinutes(t *testing.T) {
	inVirtualTime(t, Options{MaxRequests: 20}, func(t *testing.T, c *client) {
		for range 20 {
			c.get("/v1.0/me/todo/lists").want(http.StatusOK)
			time.Sleep(10 * time.Second)
		}
		r := c.get("/v1.0/me/todo/lists").want(http.StatusTooManyRequests, `"TooManyRequests"`)
		pause := r.retryAfter()
		if pause != 10*time.Minute-190*time.Second {
			t.Errorf("pause %v", pause)
		}
		time.Sleep(pause)
		c.get("/v1.0/me/todo/lists").want(http.StatusOK)
	})
}

func TestE40UploadInFiveMinutes(t *testing.T) {
	inVirtualTime(t, Options{}, func(t *testing.T, c *client) {
		const size, piece = 26_000_000, 4_000_000
		sent, pause := 0, time.Duration(0)
		for file := 0; pause == 0; file++ {
			uploadURL := c.open(strconv.Itoa(file), size)
			for first := 0; first < size && pause == 0; first += piece {
				last := min(first+piece, size)
				r := c.put(uploadURL, pattern(last-first), int64(first), size)
				if r.status == http.StatusTooManyRequests {
					pause = r.want(429, "TooManyRequests").retryAfter()
					break
				}
				sent += last - first
				time.Sleep(time.Second)
			}
		}
		if sent < 145_000_000 || sent > 150_000_000 || pause < 4*time.Minute || pause > 5*time.Minute {
			t.Errorf("after %d bytes a pause of %v", sent, pause)
		}
		c.get("/v1.0/me/todo/lists").want(http.StatusTooManyRequests)
		time.Sleep(pause)
		c.get("/v1.0/me/todo/lists").want(http.StatusOK)
		c.post(c.target()+"/attachments", inlineBody("a", pattern(1000))).want(http.StatusCreated)
	})
}

func TestE40LimitsCanBeOff(t *testing.T) {
	inVirtualTime(t, Options{Unlimited: true, MaxRequests: 1, Latency: time.Second}, func(t *testing.T, c *client) {
		for _, r := range c.atOnce(12, func(int) reply { return c.get("/v1.0/me/todo/lists") }) {
			r.want(http.StatusOK)
		}
	})
}

func TestOneAfterTheOtherIsNeverThrottled(t *testing.T) {
	c := signedIn(t, Options{MaxConcurrent: 1, ExtraTasks: 500})
	content := pattern(2_000_000)
	c.upload("a.bin", content, 500_000)
	id := c.attached()["a.bin"].ID
	for range 15 {
		c.get(c.listPath("Tasks") + "/tasks?$top=500").want(http.StatusOK)
		c.get(c.target() + "/attachments/" + id + "/$value").want(http.StatusOK)
		c.get(c.target() + "/attachments/" + id).want(http.StatusOK)
	}
}
