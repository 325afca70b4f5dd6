package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"strconv"
	"strings"

	"taskdrop/service/simulator"
)

// config is what the command line says.
type config struct {
	addr        string
	certificate string // file to write it to; "" = no TLS
	log         bool
	options     simulator.Options
}

// parseFlags reads the command line.
func parseFlags(args []string, stderr io.Writer) (*config, error) {
	c := &config{}
	o := &c.options
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&c.addr, "addr", "127.0.0.1:0", "listen on `HOST:PORT`; port 0 is any free one")
	flags.StringVar(&c.certificate, "tls", "", "serve https, and write the certificate to trust to `FILE`")
	flags.BoolVar(&c.log, "log", false, "log each request to standard error")
	flags.DurationVar(&o.Latency, "latency", 0, "wait before each answer")
	flags.DurationVar(&o.RequestLimit, "request-limit", 0, "cut the connection of each request that takes longer")
	flags.Func("rate", "limit bodies of each connection to `BYTES` per second, such as 2MB/s or 512KB/s", func(text string) (err error) {
		o.Rate, err = parseRate(text)
		return err
	})
	flags.Func("faults", "read faults from a JSON `FILE`", func(file string) error {
		content, err := os.ReadFile(file)
		if err == nil {
			o.Faults, err = simulator.ParseFaults(content)
		}
		return err
	})
	dataFlags(flags, o)
	signInFlags(flags, o)
	graphFlags(flags, o)
	sessionFlags(flags, o)
	limitFlags(flags, o)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unknown argument %q", flags.Arg(0))
	}
	if _, _, err := net.SplitHostPort(c.addr); err != nil {
		return nil, fmt.Errorf("-addr: %w", err)
	}
	if err := o.Check(); err != nil {
		return nil, err
	}
	return c, nil
}

// parseRate reads bytes per second: a number with B, KB, MB, GB (decimal) or KiB, MiB, GiB, and /s or not.
func parseRate(text string) (int64, error) {
	number := strings.TrimSuffix(strings.TrimSpace(text), "/s")
	factor := 1.0
	for _, unit := range []struct {
		name   string
		factor float64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(number, unit.name); ok {
			number, factor = rest, unit.factor
			break
		}
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if rate := value * factor; err == nil && rate >= 0 && rate < math.MaxInt64 {
		return int64(rate), nil
	}
	return 0, fmt.Errorf("%q is no rate; 2MB/s is one", text)
}

func dataFlags(flags *flag.FlagSet, o *simulator.Options) {
	flags.BoolVar(&o.Empty, "empty", false, "no sample lists and tasks")
	flags.Uint64Var(&o.Seed, "seed", 0, "seed of the sample ids and of faults with a probability")
	flags.IntVar(&o.ExtraLists, "extra-lists", 0, "add `N` numbered lists")
	flags.IntVar(&o.ExtraTasks, "extra-tasks", 0, "add `N` numbered tasks to the Tasks list")
}

func signInFlags(flags *flag.FlagSet, o *simulator.Options) {
	flags.Func("client-id", "accept this client `ID` (may be repeated)", func(id string) error {
		o.ClientIDs = append(o.ClientIDs, id)
		return nil
	})
	flags.Func("redirect-uri", "register this redirect `URI` (may be repeated)", func(uri string) error {
		o.RedirectURIs = append(o.RedirectURIs, uri)
		return nil
	})
	flags.StringVar(&o.AppName, "app-name", "", "name on the sign-in page")
	flags.StringVar(&o.ClientSecret, "client-secret", "", "allow app-only sign-in with this secret")
	flags.Func("client-certificate", "allow app-only sign-in with the key of the certificate in this PEM `FILE`", func(file string) error {
		content, err := os.ReadFile(file)
		o.ClientCertificate = string(content)
		return err
	})
	flags.BoolVar(&o.NoAppConsent, "no-app-consent", false, "app-only tokens without Tasks.ReadWrite.All")
	flags.BoolVar(&o.AutoAccept, "auto-accept", false, "answer the sign-in page at once")
	flags.BoolVar(&o.SingleSignOn, "single-sign-on", false, "sign a browser with a session in without the page")
	flags.StringVar((*string)(&o.SignInOutcome), "sign-in-outcome", "", "end every sign-in so (E10): consent-refused, admin-consent, mfa, blocked, blocked-returned, not-assigned, temporarily-unavailable, server-error")
	flags.StringVar((*string)(&o.RefreshOutcome), "refresh-outcome", "", "end every renewal so (E10): consent-required, admin-consent, mfa, blocked, revoked, expired, temporarily-unavailable, server-error")
	flags.DurationVar(&o.TokenLifetime, "token-lifetime", 0, "life of an access token (default 3599s)")
	flags.DurationVar(&o.DeviceCodeInterval, "device-code-interval", 0, "pause between polls of a device code (default 5s)")
	flags.BoolVar(&o.RevokeUsedRefreshTokens, "revoke-used-refresh-tokens", false, "a refresh token works once (E9)")
	flags.BoolVar(&o.LoopbackIPAnyPort, "loopback-ip-any-port", false, "ignore the port of 127.0.0.1 in redirect URIs (E2)")
	flags.BoolVar(&o.DeviceCodeEverywhere, "device-code-everywhere", false, "personal accounts approve device codes of /common (L19)")
	flags.BoolVar(&o.NoPublicClientFlows, "no-public-client-flows", false, "refuse device code with 7000218")
	flags.BoolVar(&o.RequireClaims, "require-claims", false, "challenge tokens of cp1 clients for claims (E14)")
}

func graphFlags(flags *flag.FlagSet, o *simulator.Options) {
	flags.BoolVar(&o.SixteenLists, "sixteen-lists", false, "16 lists and no nextLink without $top (E15)")
	flags.BoolVar(&o.RefuseSkip, "refuse-skip", false, "400 to $skip on lists (E15)")
	flags.BoolVar(&o.AllowSelect, "allow-select", false, "honour $select on lists and tasks (E16)")
	flags.IntVar(&o.TopLimit, "top-limit", 0, "cap $top (E17)")
	flags.BoolVar(&o.SkipTokens, "skip-tokens", false, "page tasks by signed $skiptoken (E18)")
	flags.BoolVar(&o.EmptyPages, "empty-pages", false, "an empty page after each full one (E18)")
	flags.BoolVar(&o.NoHasAttachments, "no-has-attachments", false, "leave hasAttachments out (C35)")
	flags.DurationVar(&o.GhostLists, "ghost-lists", 0, "how long tasks of a deleted list live on (L17; default 2m, -1s never)")
	flags.BoolVar(&o.ConsumerInline, "consumer-inline", false, "inline bodies up to 30,000,000 bytes (E22)")
	flags.BoolVar(&o.NoInlineEcho, "no-inline-echo", false, "no contentBytes in the answer to an inline POST (L10)")
	flags.BoolVar(&o.ListContent, "list-content", false, "contentBytes in the list of attachments (E23)")
	flags.BoolVar(&o.WrapAttachment, "wrap-attachment", false, `wrap one attachment in {"value":{}} (E23)`)
	flags.BoolVar(&o.ExactSizes, "exact-sizes", false, "list files with their own size (E43)")
	flags.DurationVar(&o.ListingLag, "listing-lag", 0, "how long an attachment is not listed yet (C24)")
	flags.BoolVar(&o.FullMailbox, "full-mailbox", false, "writes are refused with 403 (E42)")
	flags.BoolVar(&o.NoMailbox, "no-mailbox", false, "404 MailboxNotEnabledForRESTAPI (E42)")
}

func sessionFlags(flags *flag.FlagSet, o *simulator.Options) {
	flags.BoolVar(&o.NoSessions, "no-sessions", false, "createUploadSession is 404 (E45)")
	flags.Int64Var(&o.FileLimit, "file-limit", 0, "largest file of a session in bytes (E25; default 26214400)")
	flags.Int64Var(&o.SessionMinimum, "session-minimum", 0, "smallest file of a session in bytes (E25)")
	flags.BoolVar(&o.EmptyFileSessions, "empty-file-sessions", false, "sessions for files of 0 bytes (E25)")
	flags.BoolVar(&o.CreatedOK, "created-ok", false, "createUploadSession answers 200 (E26)")
	flags.BoolVar(&o.UserIDs, "user-ids", false, "uploadUrl with /users/{oid} (E26)")
	flags.Int64Var(&o.RangeLimit, "range-limit", 0, "largest range in bytes (E30; default 4194304)")
	flags.BoolVar(&o.AnyRangeType, "any-range-type", false, "ranges of any Content-Type (E28)")
	flags.BoolVar(&o.InvalidRange, "invalid-range", false, "416 invalidRange to a wrong start (E31)")
	flags.IntVar(&o.WrongStartStatus, "wrong-start-status", 0, "answer to a wrong start, without a code that tells more (E31)")
	flags.StringVar((*string)(&o.SkipAhead), "skip-ahead", "", "answer to a range that skips ahead: 504, silent (L6; default 400)")
	flags.IntVar(&o.SecondPutStatus, "second-put-status", 0, "answer to a second range at once (E32; default 409)")
	flags.BoolVar(&o.PascalCase, "pascal-case", false, "NextExpectedRanges (E33)")
	flags.StringVar((*string)(&o.RangeForm), "range-form", "", "form of next ranges: N-, N-M, or 'N-,M' (E33; default N)")
	flags.IntVar(&o.RangeStatus, "range-status", 0, "answer to a range that was taken (E33; default 200)")
	flags.StringVar((*string)(&o.Location), "location", "", "form of Location: capital, paren, missing (E34)")
	flags.BoolVar(&o.SessionStatus, "session-status", false, "GET of uploadUrl works (E36)")
	flags.DurationVar(&o.SessionLifetime, "session-lifetime", 0, "life of an upload session (E37; default 2h)")
	flags.IntVar(&o.ExpiredStatus, "expired-status", 0, "answer to a range of an expired session (E37; default 404)")
	flags.BoolVar(&o.KeepPartialRanges, "keep-partial-ranges", false, "keep the bytes of a range that broke off (E38)")
	flags.BoolVar(&o.AppOnlySessions, "app-only-sessions", false, "app-only tokens may create sessions (E42)")
}

func limitFlags(flags *flag.FlagSet, o *simulator.Options) {
	flags.BoolVar(&o.Unlimited, "unlimited", false, "no throttling (E40)")
	flags.IntVar(&o.MaxConcurrent, "max-concurrent", 0, "requests at once (default 4)")
	flags.IntVar(&o.MaxRequests, "max-requests", 0, "requests in 10 minutes (default 10000)")
	flags.Int64Var(&o.MaxUpload, "max-upload", 0, "bytes in 5 minutes (default 150000000)")
}
