package service_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zalando/go-keyring"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
)

// companyHost is where the stand-in is from inside the company's network: by its proxy alone.
const companyHost = "todo.company.example"

// company is a network whose only way out is a proxy that wants a user and password, to a stand-in with a certificate
// that no computer trusts by itself.
type company struct {
	t       *testing.T
	server  *simulator.Server
	address string // of the stand-in
	proxy   string // host:port
	caFile  string
	dir     string

	mu      sync.Mutex
	tunnels []string // what the proxy was asked for, by whom
}

func newCompany(t *testing.T) *company {
	c := &company{t: t, server: simulator.New(simulator.Options{AutoAccept: true}), dir: t.TempDir()}
	running, err := c.server.StartTLS("127.0.0.1:0", companyHost)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	c.address = strings.TrimPrefix(running.URL(), "https://")
	c.caFile = filepath.Join(c.dir, "company.pem")
	if err := os.WriteFile(c.caFile, running.Certificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(http.HandlerFunc(c.tunnel))
	t.Cleanup(proxy.Close)
	c.proxy = strings.TrimPrefix(proxy.URL, "http://")
	return c
}

// tunnel is the proxy: CONNECT for those who give the right password, and 407 for others.
func (c *company) tunnel(w http.ResponseWriter, r *http.Request) {
	given, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Proxy-Authorization"), "Basic "))
	c.mu.Lock()
	c.tunnels = append(c.tunnels, r.Method+" "+r.Host+" "+string(given))
	c.mu.Unlock()
	if string(given) != "mia:s3cret" {
		if refused, _, err := w.(http.Hijacker).Hijack(); err == nil { // in words of its own, as proxies do
			_, _ = io.WriteString(refused, "HTTP/1.1 407 authenticationrequired\r\n"+
				"Proxy-Authenticate: Basic realm=\"company\"\r\nContent-Length: 0\r\n\r\n")
			refused.Close()
		}
		return
	}
	upstream, err := net.Dial("tcp", c.address)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	downstream, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		upstream.Close()
		return
	}
	go func() {
		_, _ = io.Copy(upstream, buffered)
		upstream.Close()
	}()
	go func() {
		_, _ = io.Copy(downstream, upstream)
		downstream.Close()
	}()
}

func (c *company) asked() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.tunnels)
}

// browse is the person's browser, which the company has set up.
func (c *company) browse(page string) error {
	pem, err := os.ReadFile(c.caFile)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, companyHost+":") {
				address = c.address
			}
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}}
	go func() {
		if answer, err := client.Get(page); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
		client.CloseIdleConnections()
	}()
	return nil
}

// program starts TaskDrop on a computer inside, with that keyring.
func (c *company) program(ring *ring) *program {
	p := &program{t: c.t, server: c.server, url: "https://" + companyHost, dir: c.dir}
	p.Service = service.New(service.Config{
		Endpoint: service.Endpoint{ClientID: simulator.DemoClientID, Login: p.url, Graph: p.url},
		StateDir: filepath.Join(c.dir, "state"), OpenURL: c.browse, Keyring: ring,
	})
	c.t.Cleanup(func() { _ = p.Close() })
	p.Start()
	return p
}

// ring is a keyring in memory; refuses makes it one that is not there.
type ring struct {
	mu      sync.Mutex
	kept    map[string]string
	refuses bool
	locked  chan struct{} // closed when the person unlocks it; nil is unlocked
}

// unlocked waits for that.
func (r *ring) unlocked() {
	if r.locked != nil {
		<-r.locked
	}
}

func newRing() *ring { return &ring{kept: map[string]string{}} }

func (r *ring) Get(_, user string) (string, error) {
	r.unlocked()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuses {
		return "", errors.New("no keyring")
	}
	secret, there := r.kept[user]
	if !there {
		return "", keyring.ErrNotFound
	}
	return secret, nil
}

func (r *ring) Set(_, user, secret string) error {
	r.unlocked()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuses {
		return errors.New("no keyring")
	}
	r.kept[user] = secret
	return nil
}

func (r *ring) Delete(_, user string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, there := r.kept[user]; !there {
		return keyring.ErrNotFound
	}
	delete(r.kept, user)
	return nil
}

func (r *ring) passwords() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []string
	for user, secret := range r.kept {
		if strings.HasPrefix(user, "proxy ") {
			found = append(found, user+": "+secret)
		}
	}
	return found
}

// setNetwork returns once it is in use.
func (p *program) setNetwork(set service.Network, password string) service.Snapshot {
	p.t.Helper()
	p.until("started", func(s service.Snapshot) bool { return s.Setup.NetworkTaken > 1 })
	before := p.Snapshot().Setup.NetworkTaken
	p.SetNetwork(set, password)
	return p.until("the network is set", func(s service.Snapshot) bool { return s.Setup.NetworkTaken > before })
}

func tellsOf(kind problem.Kind) func(service.Snapshot) bool {
	return func(s service.Snapshot) bool {
		return slices.ContainsFunc(s.Notices, func(n service.Notice) bool { return n.Problem.Of(kind) })
	}
}

// Sign-in and mailbox go by the proxy of the settings with its password, and trust the company's certificate; the next
// start finds all of it again, and the password is in the keyring alone.
func TestProxyAndCertificateOfTheSettings(t *testing.T) {
	c, keys := newCompany(t), newRing()
	p := c.program(keys)
	p.setNetwork(service.Network{ProxyMode: service.ProxyOwn, Proxy: "http://mia:s3cret@" + c.proxy, CAFile: c.caFile}, "")
	p.SignIn()
	p.until("signed in", signedIn)
	if got, want := keys.passwords(), []string{"proxy mia http://" + c.proxy + ": s3cret"}; !slices.Equal(got, want) {
		t.Errorf("the keyring has %q, want %q", got, want)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for _, asked := range c.asked() {
		if asked != "CONNECT "+companyHost+":443 mia:s3cret" {
			t.Errorf("the proxy was asked %q", asked)
		}
	}
	kept, err := os.ReadFile(filepath.Join(c.dir, "state", "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(kept), "s3cret") || !strings.Contains(string(kept), `"proxyUser": "mia"`) {
		t.Errorf("settings.json holds the password, or not the user:\n%s", kept)
	}

	again := c.program(keys)
	s := again.until("the next start is signed in", signedIn)
	want := service.Network{ProxyMode: service.ProxyOwn, Proxy: "http://" + c.proxy, ProxyUser: "mia", CAFile: c.caFile}
	if s.Setup.Network != want || s.Setup.NetworkProblem != nil {
		t.Errorf("%+v, want %+v", s.Setup.Network, want)
	}
	// Another proxy never sees the password, which goes when nothing needs it.
	again.SetNetwork(service.Network{}, "")
	again.until("forgotten", func(s service.Snapshot) bool { return !s.Setup.PasswordKnown })
	if got := keys.passwords(); len(got) != 0 {
		t.Errorf("the keyring still has %q", got)
	}
}

// A wrong password is said in words with the next step, at sign-in and at what the window loads; the right one then
// helps without a restart.
func TestProxyThatRefuses(t *testing.T) {
	c := newCompany(t)
	p := c.program(newRing())
	network := service.Network{ProxyMode: service.ProxyOwn, Proxy: c.proxy, ProxyUser: "mia", CAFile: c.caFile}
	p.setNetwork(network, "wrong")
	p.SignIn()
	s := p.until("refused", func(s service.Snapshot) bool { return s.SignInError != nil })
	if said := s.SignInError.Sentence(); !strings.Contains(said, "proxy") || !strings.Contains(said, "password") {
		t.Errorf("it says %q", said)
	}
	p.setNetwork(network, "s3cret")
	p.SignIn()
	p.until("signed in", signedIn)
	p.setNetwork(network, "wrong again")
	p.Refresh()
	s = p.until("lists failed", func(s service.Snapshot) bool { return s.Lists.Load == service.LoadFailed })
	if !s.Lists.Problem.Of(problem.ProxyRefused) {
		t.Errorf("the lists failed for %+v", s.Lists.Problem)
	}
}

// In the middle of a run the row says what the proxy wants and where to give it, and goes on by itself once it was
// given.
func TestProxyThatRefusesInTheMiddle(t *testing.T) {
	c := newCompany(t)
	p := c.program(newRing())
	network := service.Network{ProxyMode: service.ProxyOwn, Proxy: c.proxy, ProxyUser: "mia", CAFile: c.caFile}
	p.setNetwork(network, "s3cret")
	p.SignIn()
	p.until("signed in", signedIn)
	p.chooseFirst()
	p.setNetwork(network, "changed by the company")
	p.AddPaths([]string{p.file("plan.txt", "the plan")})
	s := p.until("the row says what to do", func(s service.Snapshot) bool {
		return len(s.Queue.Items) == 1 && s.Queue.Items[0].Wait.Why != nil
	})
	if wait := s.Queue.Items[0].Wait; wait.Reason != service.WaitRetry || !wait.Why.Of(problem.ProxyRefused) {
		t.Errorf("the row waits for %+v", wait)
	}
	p.setNetwork(network, "s3cret")
	p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
}

// Without the company's certificate nothing is sent, and the sentence names the setting.
func TestCertificateThatNobodyTrusts(t *testing.T) {
	c := newCompany(t)
	p := c.program(newRing())
	p.setNetwork(service.Network{ProxyMode: service.ProxyOwn, Proxy: c.proxy, ProxyUser: "mia"}, "s3cret")
	p.SignIn()
	s := p.until("refused", func(s service.Snapshot) bool { return s.SignInError != nil })
	if said := s.SignInError.Sentence(); !strings.Contains(said, "not trusted") || !strings.Contains(said, "settings") {
		t.Errorf("it says %q", said)
	}
}

// Network settings that can't be used are told of, and stop nothing.
func TestBadNetworkSettingsDoNotStopTheStart(t *testing.T) {
	for name, set := range map[string]service.Network{
		"no such certificate file": {CAFile: "/nowhere/company.pem"},
		"no proxy at all":          {ProxyMode: service.ProxyOwn},
		"a proxy of no kind":       {ProxyMode: service.ProxyOwn, Proxy: "gopher://proxy.example"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, simulator.Options{}, service.Config{Keyring: newRing()})
			p.SetNetwork(set, "")
			p.until("told", func(s service.Snapshot) bool { return s.Setup.NetworkProblem != nil && len(s.Notices) > 0 })
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			p.Service = p.open(service.Config{Keyring: newRing()})
			p.until("told at the next start", func(s service.Snapshot) bool { return s.Setup.NetworkProblem != nil })
			p.SignIn()
			p.until("signed in all the same", signedIn)
		})
	}
}

// Without a keyring the password is good for this run, the window says so, and no file has it.
func TestPasswordWithoutAKeyring(t *testing.T) {
	c := newCompany(t)
	p := c.program(&ring{refuses: true})
	p.setNetwork(service.Network{ProxyMode: service.ProxyOwn, Proxy: c.proxy, ProxyUser: "mia", CAFile: c.caFile}, "s3cret")
	p.until("told", tellsOf(problem.PasswordNotKept))
	p.SignIn()
	p.until("signed in", signedIn)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(c.dir, "state", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if content, err := os.ReadFile(file); err == nil && strings.Contains(string(content), "s3cret") {
			t.Errorf("%s holds the password", file)
		}
	}
}

// The environment's proxy is used with its user and password, and its certificates count. Go reads both once in a
// process, so this is one of its own.
func TestProxyOfTheEnvironment(t *testing.T) {
	const inner = "TASKDROP_TEST_COMPANY"
	if address := os.Getenv(inner); address != "" {
		c := &company{t: t, address: address, caFile: os.Getenv("SSL_CERT_FILE"), dir: t.TempDir()}
		p := c.program(newRing())
		p.SignIn()
		p.until("signed in", signedIn)
		return
	}
	c := newCompany(t)
	child := exec.Command(os.Args[0], "-test.run=^TestProxyOfTheEnvironment$", "-test.v")
	child.Env = append(os.Environ(), inner+"="+c.address, "HTTPS_PROXY=http://mia:s3cret@"+c.proxy, "SSL_CERT_FILE="+c.caFile)
	if said, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if !slices.Contains(c.asked(), "CONNECT "+companyHost+":443 mia:s3cret") {
		t.Errorf("the proxy was asked %q", c.asked())
	}
}
