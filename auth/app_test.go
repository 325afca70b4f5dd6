package auth_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"taskdrop/auth"
	"taskdrop/service/simulator"
)

// jonas is whose tasks the application uses.
var (
	jonas = simulator.DefaultAccounts()[1]
	app   = auth.App{Tenant: "contoso.example", ClientID: simulator.DemoClientID, User: jonas.Username}
)

const hush = "hush~hush.hush"

// certified is a certificate with its key, as files.
type certified struct{ certificate, both, pfx []byte }

// certify makes a certificate that ends at some time.
func certify(t *testing.T, ends time.Time) certified {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "TaskDrop"}, NotBefore: ends.Add(-time.Hour * 48), NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pfx, err := pkcs12.Modern.Encode(key, certificate, nil, "open sesame")
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return certified{public, slices.Concat(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: inner}), public), pfx}
}

// keyFrom reads a key that must be good.
func keyFrom(t *testing.T, file []byte, password string) auth.AppKey {
	t.Helper()
	key, err := auth.ReadAppKey(file, password)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// listsOf asks for the lists of the application's user.
func listsOf(t *testing.T, root, user, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, root+"/v1.0/users/"+user+"/todo/lists", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func TestAppSignsInWithASecretAndWithACertificate(t *testing.T) {
	good := certify(t, time.Now().Add(time.Hour))
	_, root := standIn(t, simulator.Options{ClientSecret: hush, ClientCertificate: string(good.certificate)})
	for name, key := range map[string]auth.AppKey{
		"secret": {Secret: hush}, "PEM": keyFrom(t, good.both, ""), "PKCS#12": keyFrom(t, good.pfx, "open sesame"),
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, root, nil)
			account, err := client.SignInApp(t.Context(), app, key)
			if err != nil {
				t.Fatal(err)
			}
			if account.App == nil || *account.App != app || account.Username != jonas.Username || account.Personal() || strings.Contains(account.ID, ".") {
				t.Errorf("account %+v", account)
			}
			source := client.Tokens(account.ID)
			token, err := source.Token(t.Context())
			if err != nil || listsOf(t, root, jonas.Username, token) != http.StatusOK {
				t.Fatalf("the token does not open the tasks: %v", err)
			}
			next, err := source.Renew(t.Context(), token, "")
			if err != nil || next == token || listsOf(t, root, jonas.ID, next) != http.StatusOK {
				t.Errorf("renewed after a 401: %v", err)
			}
		})
	}
}

func TestAppRefusals(t *testing.T) {
	good, other := certify(t, time.Now().Add(time.Hour)), certify(t, time.Now().Add(time.Hour))
	server, root := standIn(t, simulator.Options{ClientSecret: hush, ClientCertificate: string(good.certificate)})
	with := func(change func(*auth.App)) auth.App { changed := app; change(&changed); return changed }
	secret := auth.AppKey{Secret: hush}
	tests := map[string]struct {
		app   auth.App
		key   auth.AppKey
		fault simulator.Fault
		want  string
	}{
		"many tenants":        {app: with(func(a *auth.App) { a.Tenant = "Common" }), key: secret, want: "auth.app_tenant"},
		"personal accounts":   {app: with(func(a *auth.App) { a.Tenant = "9188040d-6c67-4c5b-b112-36a304b66dad" }), key: secret, want: "auth.app_tenant"},
		"not a tenant":        {app: with(func(a *auth.App) { a.Tenant = "con/toso" }), key: secret, want: "auth.bad_tenant"},
		"unknown tenant":      {app: with(func(a *auth.App) { a.Tenant = "fabrikam.example" }), key: secret, want: "auth.unknown_tenant"},
		"not a client id":     {app: with(func(a *auth.App) { a.ClientID = "TaskDrop" }), key: secret, want: "auth.bad_client_id"},
		"unknown app":         {app: with(func(a *auth.App) { a.ClientID = "11111111-2222-3333-4444-555555555555" }), key: secret, want: "auth.app_unknown"},
		"not a user":          {app: with(func(a *auth.App) { a.User = "../me" }), key: secret, want: "auth.app_user"},
		"nothing to prove it": {app: app, want: "auth.app_no_key"},
		"secret's id":         {app: app, key: auth.AppKey{Secret: "11111111-2222-3333-4444-555555555555"}, want: "auth.app_secret_id"},
		"wrong secret":        {app: app, key: auth.AppKey{Secret: "loud~loud.loud"}, want: "auth.app_secret"},
		"other certificate":   {app: app, key: keyFrom(t, other.both, ""), want: "auth.app_certificate"},
		"expired secret":      {app: app, key: secret, fault: simulator.Fault{Status: 401, Code: "invalid_client", Number: 7000222}, want: "auth.app_secret_expired"},
		"not consented":       {app: app, key: secret, fault: simulator.Fault{Status: 400, Code: "unauthorized_client", Number: 7000229}, want: "auth.app_consent"},
		"consent required":    {app: app, key: secret, fault: simulator.Fault{Status: 400, Code: "invalid_grant", Number: 65001}, want: "auth.app_consent"},
		"other cloud":         {app: app, key: secret, fault: simulator.Fault{Status: 400, Code: "invalid_request", Number: 900382}, want: "auth.app_cloud"},
		"clock":               {app: app, key: secret, fault: simulator.Fault{Status: 401, Code: "invalid_client", Number: 700024}, want: "auth.app_clock"},
		"unheard of":          {app: app, key: secret, fault: simulator.Fault{Status: 401, Code: "invalid_client", Number: 7999999}, want: "auth.app_refused"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server.SetFaults()
			if test.fault.Status != 0 {
				test.fault.Call = simulator.CallToken
				server.SetFaults(test.fault)
			}
			client := newClient(t, root, nil)
			_, err := client.SignInApp(t.Context(), test.app, test.key)
			if keyOf(err) != test.want || len(client.Accounts()) != 0 {
				t.Fatalf("%v, accounts %+v", err, client.Accounts())
			}
			var e *auth.Error
			if errors.As(err, &e); strings.Contains(e.Sentence(), "{{") || strings.Contains(e.Sentence(), "“”") {
				t.Error(e.Sentence())
			}
			if test.want == "auth.app_consent" && !strings.Contains(e.Sentence(), root+"/contoso.example/adminconsent?client_id="+app.ClientID) {
				t.Errorf("no link for the administrator: %s", e.Sentence())
			}
			if text := err.Error() + e.Detail(); strings.Contains(text, hush) || strings.Contains(text, "loud~") {
				t.Errorf("the secret is told: %s", text)
			}
		})
	}
}

func TestAppKeyFiles(t *testing.T) {
	good, old := certify(t, time.Now().Add(time.Hour)), certify(t, time.Now().Add(-time.Minute))
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		file     []byte
		password string
		want     string
	}{
		"the public part alone":   {good.certificate, "", "auth.app_file"},
		"the key alone":           {bytes.TrimSuffix(good.both, good.certificate), "", "auth.app_file"},
		"another certificate":     {slices.Concat(bytes.TrimSuffix(good.both, good.certificate), old.certificate), "", "auth.app_file"},
		"an elliptic curve":       {slices.Concat(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: inner}), good.certificate), "", "auth.app_file"},
		"damaged":                 {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("?")}), "", "auth.app_file"},
		"nothing":                 {nil, "", "auth.app_file"},
		"anything":                {[]byte("%PDF-1.7"), "", "auth.app_file"},
		"expired":                 {old.both, "", "auth.app_certificate_expired"},
		"wrong password":          {good.pfx, "open", "auth.app_password"},
		"encrypted PEM":           {pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: inner}), "open sesame", "auth.app_password"},
		"encrypted the older way": {[]byte("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"), "", "auth.app_password"},
	}
	for name, test := range tests {
		if _, err := auth.ReadAppKey(test.file, test.password); keyOf(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file can ask for more rounds of hashing than anybody has time for, in each place that names a count: it is refused
// before the first of them, and not by the password that no longer fits.
func TestAppKeyFileOfTooManyRounds(t *testing.T) {
	private, public := pem.Decode(certify(t, time.Now().Add(time.Hour)).both)
	key, err := x509.ParsePKCS8PrivateKey(private.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(public)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	const usual = 0x010005
	count, absurd := []byte{2, 3, 1, 0, 5}, []byte{2, 3, 0x7f, 0xff, 0xff} // as long, so that all lengths stand
	for name, encoder := range map[string]*pkcs12.Encoder{"of Windows": pkcs12.LegacyDES, "of today": pkcs12.Modern2023, "with PBMAC1": pkcs12.Modern2026} {
		file, err := encoder.WithIterations(usual).Encode(key, certificate, nil, "open sesame")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := auth.ReadAppKey(file, "open sesame"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		pieces := bytes.Split(file, count)
		if len(pieces) != 4 {
			t.Errorf("%s: %d counts, want those of key, certificate and MAC", name, len(pieces)-1)
		}
		for place := 1; place < len(pieces); place++ {
			changed := slices.Concat(bytes.Join(pieces[:place], count), absurd, bytes.Join(pieces[place:], count))
			if _, err := auth.ReadAppKey(changed, "open sesame"); keyOf(err) != "auth.app_file" {
				t.Errorf("%s, count %d: %v", name, place, err)
			}
		}
	}
}

// Whatever is chosen for a certificate ends in a key that signs, or in a sentence.
func FuzzAppKeyFile(f *testing.F) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // which is refused, and parsed in no time
	if err != nil {
		f.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		f.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		f.Fatal(err)
	}
	pfx, err := pkcs12.Passwordless.Encode(key, certificate, nil, "")
	if err != nil {
		f.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	inner, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		f.Fatal(err)
	}
	private := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: inner})
	f.Add(slices.Concat(private, public), "")
	f.Add(pfx, "")
	f.Add(public, "x")
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----"), "")
	f.Fuzz(func(t *testing.T, file []byte, password string) {
		read, err := auth.ReadAppKey(file, password)
		if err == nil && (len(read.Certificate) == 0 || len(read.PrivateKey) == 0) {
			t.Error("half a key")
		}
		var e *auth.Error
		if err != nil && (!errors.As(err, &e) || e.Text() == "") {
			t.Errorf("no sentence for %v", err)
		}
	})
}

// The key rests sealed, comes back silently, and is gone with the sign-out.
func TestAppRestsInTheSealedStore(t *testing.T) {
	folder, ring := filepath.Join(t.TempDir(), "state"), &ringOfMaps{secrets: map[string]string{}}
	good := certify(t, time.Now().Add(time.Hour))
	_, root := standIn(t, simulator.Options{ClientSecret: hush, ClientCertificate: string(good.certificate)})
	var log bytes.Buffer
	kept := func(config *auth.Config) {
		config.Store = auth.NewSealedStore(folder, ring)
		config.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	client := newClient(t, root, nil, kept)
	person, err := client.SignIn(t.Context(), auth.SignInOptions{LoginHint: simulator.DefaultAccounts()[0].Username})
	if err != nil {
		t.Fatal(err)
	}
	bySecret, err := client.SignInApp(t.Context(), app, auth.AppKey{Secret: hush})
	if err != nil {
		t.Fatal(err)
	}
	byID := app
	byID.User = jonas.ID
	byCertificate, err := client.SignInApp(t.Context(), byID, keyFrom(t, good.both, ""))
	if err != nil || client.AtRest() != nil {
		t.Fatal(err, client.AtRest())
	}
	file, err := os.ReadFile(filepath.Join(folder, "signins.sealed"))
	if err != nil || bytes.Contains(file, []byte(hush)) {
		t.Fatalf("not sealed: %v", err)
	}

	next := newClient(t, root, nil, kept, func(config *auth.Config) { config.ClientID, config.AppsOnly = "", true })
	if err := next.Load(t.Context()); err != nil || len(next.Accounts()) != 2 {
		t.Fatalf("without a client id of one's own: %+v, %v", next.Accounts(), err)
	}
	if _, err := next.SignIn(t.Context(), auth.SignInOptions{}); keyOf(err) != "auth.no_client_id" {
		t.Errorf("a person signs in: %v", err)
	}
	next = newClient(t, root, nil, kept)
	if err := next.Load(t.Context()); err != nil || len(next.Accounts()) != 3 {
		t.Fatalf("%+v, %v", next.Accounts(), err)
	}
	for _, account := range []auth.Account{bySecret, byCertificate} {
		token, err := next.Tokens(account.ID).Token(t.Context())
		if err != nil || listsOf(t, root, account.Username, token) != http.StatusOK {
			t.Errorf("%s: %v", account.Username, err)
		}
	}
	if _, err := next.SignInApp(t.Context(), app, auth.AppKey{}); err != nil {
		t.Errorf("again with the key that is kept: %v", err)
	}
	if err := next.SignOut(t.Context(), bySecret.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Tokens(bySecret.ID).Renew(t.Context(), mustAppToken(t, client, bySecret.ID), ""); keyOf(err) != "auth.signed_out" {
		t.Errorf("another copy still has it: %v", err)
	}
	last := newClient(t, root, nil, kept)
	if err := last.Load(t.Context()); err != nil || len(last.Accounts()) != 2 || last.Accounts()[0].ID != person.ID {
		t.Errorf("%+v, %v", last.Accounts(), err)
	}
	if strings.Contains(log.String(), hush) || strings.Contains(log.String(), "eyJ") {
		t.Error("a secret or a token is in the log")
	}
}

func mustAppToken(t *testing.T, client *auth.Client, id string) string {
	t.Helper()
	token, err := client.Tokens(id).Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// handled sends requests to a handler without a network, so that time can be virtual.
type handled struct{ http.Handler }

func (h handled) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

func TestAppTokenIsRenewedFiveMinutesAheadByOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := simulator.New(simulator.Options{ClientSecret: hush})
		client := newClient(t, "http://localhost:1", nil, func(config *auth.Config) { config.HTTP = &http.Client{Transport: handled{server}} })
		account, err := client.SignInApp(t.Context(), app, auth.AppKey{Secret: hush})
		if err != nil {
			t.Fatal(err)
		}
		first := mustAppToken(t, client, account.ID)
		time.Sleep(3599*time.Second - 5*time.Minute - time.Second)
		if mustAppToken(t, client, account.ID) != first {
			t.Error("renewed too early")
		}
		time.Sleep(2 * time.Second)
		var callers sync.WaitGroup
		for range 100 {
			callers.Go(func() {
				if mustAppToken(t, client, account.ID) == first {
					t.Error("not renewed ahead of its end")
				}
			})
		}
		callers.Wait()
		if n := server.Issued().AccessTokens; n != 2 {
			t.Errorf("%d tokens for 100 callers", n)
		}
	})
}

// A secret that is refused stays kept: an administrator may put it right, and only the person throws it away.
func TestAppKeepsARefusedSecretUntilAPersonActs(t *testing.T) {
	server, root := standIn(t, simulator.Options{ClientSecret: hush})
	client := newClient(t, root, nil)
	account, err := client.SignInApp(t.Context(), app, auth.AppKey{Secret: hush})
	if err != nil {
		t.Fatal(err)
	}
	server.Update(func(o *simulator.Options) { o.ClientSecret = "changed" })
	_, err = client.Tokens(account.ID).Renew(t.Context(), mustAppToken(t, client, account.ID), "")
	var e *auth.Error
	if !errors.As(err, &e) || e.Key() != "auth.app_secret" || !e.SignInRequired() || e.Temporary() || !client.Accounts()[0].NeedsSignIn {
		t.Fatalf("%v, %+v", err, client.Accounts())
	}
	server.Update(func(o *simulator.Options) { o.ClientSecret = hush })
	if _, err := client.SignInApp(t.Context(), app, auth.AppKey{}); err != nil || client.Accounts()[0].NeedsSignIn {
		t.Errorf("tried again with the same secret: %v", err)
	}
}
