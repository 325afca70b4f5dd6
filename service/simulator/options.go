package simulator

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// DemoClientID is the client id of the only registration, if Options names none.
const DemoClientID = "5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5"

// consumerTenant is the tenant of every personal account (S5).
const consumerTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// Account is a person who can sign in, with a mailbox of their own.
type Account struct {
	ID       string // oid
	TenantID string // tid; filled in for personal accounts
	Name     string
	Username string // an address; uploadUrl carries it (L1)
	Personal bool   // a personal Microsoft account, not one of work or school
}

// DefaultAccounts are the two people who can sign in when Options names none: one personal account, one of work.
func DefaultAccounts() []Account {
	return []Account{
		{ID: "00000000-0000-0000-3f1c-5e8d20b7a941", Name: "Mia Berger", Username: "mia.berger@outlook.example", Personal: true},
		{ID: "b7d40c3e-91f2-4a6c-8d15-62e0f7a3c984", TenantID: "4c1d8f06-2b7e-49a3-9e50-d83b6fa7125c", Name: "Mia Berger (Contoso)", Username: "m.berger@contoso.example"},
	}
}

// RangeForm is how nextExpectedRanges names the byte that comes next (E33).
type RangeForm string

// The forms of a next expected range. The zero value is what was seen live (L4).
const (
	RangeStart     RangeForm = ""     // "3276800"
	RangeStartDash RangeForm = "N-"   // "3276800-"
	RangeStartEnd  RangeForm = "N-M"  // "3276800-26214399"
	RangeSeveral   RangeForm = "N-,M" // "3276800-","7000000-": several entries, the smallest counts
)

// LocationForm is how the answer to the last range names the attachment (E34).
type LocationForm string

// The forms of Location. The zero value is what was seen live (L7).
const (
	LocationPath    LocationForm = ""        // .../attachments/{id}
	LocationCapital LocationForm = "capital" // .../Attachments/{id}, as documented
	LocationParen   LocationForm = "paren"   // .../Attachments('{id}')
	LocationMissing LocationForm = "missing" // no Location at all
)

// SkipAhead is what a range that starts after the next expected byte gets (L6). Nothing of it is ever kept.
type SkipAhead string

// The answers to a range that skips ahead.
const (
	SkipAheadRefused SkipAhead = ""       // 400 InvalidStart
	SkipAheadTimeout SkipAhead = "504"    // 504 UnknownError after 29 seconds
	SkipAheadSilence SkipAhead = "silent" // no answer within 60 seconds, then the connection ends
)

// Outcome is how a sign-in or a token renewal ends (E10).
type Outcome string

// The outcomes of a sign-in (Options.SignInOutcome, and the select on the page) and of a renewal
// (Options.RefreshOutcome).
const (
	OutcomeAccepted        Outcome = ""
	OutcomeConsentRefused  Outcome = "consent-refused"         // access_denied 65004
	OutcomeAdminConsent    Outcome = "admin-consent"           // access_denied 90094
	OutcomeMFA             Outcome = "mfa"                     // interaction_required 50076
	OutcomeBlocked         Outcome = "blocked"                 // 53003: the page says so and nothing comes back
	OutcomeBlockedReturned Outcome = "blocked-returned"        // access_denied 53003
	OutcomeNotAssigned     Outcome = "not-assigned"            // 50105: the page says so and nothing comes back
	OutcomeUnavailable     Outcome = "temporarily-unavailable" // temporarily_unavailable 90033
	OutcomeServerError     Outcome = "server-error"            // server_error 90033
	OutcomeConsentRequired Outcome = "consent-required"        // renewal: invalid_grant 65001, suberror consent_required
	OutcomeRevoked         Outcome = "revoked"                 // renewal: invalid_grant 50173
	OutcomeExpired         Outcome = "expired"                 // renewal: invalid_grant 700082
)

// Options says how a stand-in behaves. The zero value is what was seen live, with sample data, two accounts and no
// faults. What the documents tell otherwise, and what the sources disagree on, is a switch. Each has a flag of
// serve; PATCH /_standin/options changes it while serve runs, and Update does in a test.
type Options struct {
	// Latency is added before each answer.
	Latency time.Duration
	// Rate limits request bodies and $value downloads of each connection, in bytes per second. 0 = no limit.
	Rate int64
	// RequestLimit cuts the connection of each request that takes longer (E47). 0 = no limit.
	RequestLimit time.Duration
	// Faults strike matching calls, first match first. See Fault.
	Faults []Fault
	// Logger receives one line per request, without tokens. nil = no log.
	Logger *slog.Logger `json:"-"`

	// Empty leaves out the sample lists and tasks; the two built-in lists remain, as no mailbox is without them.
	Empty bool
	// Seed decides the ids of the sample data and the draws of faults with a probability.
	Seed uint64
	// ExtraLists and ExtraTasks add that many numbered lists, and that many numbered tasks in the Tasks list.
	ExtraLists, ExtraTasks int
	// Accounts can sign in. nil = DefaultAccounts.
	Accounts []Account

	// ClientIDs are the registrations. nil = DemoClientID.
	ClientIDs []string
	// AppName is shown on the sign-in page. "" = TaskDrop.
	AppName string
	// RedirectURIs are registered under "Mobile and desktop applications". nil = http://localhost.
	RedirectURIs []string
	// ClientSecret makes app-only sign-in (client credentials) possible. "" = the registration has no secret.
	ClientSecret string
	// ClientCertificate is a certificate in PEM: assertions signed with its key make app-only sign-in possible, too.
	ClientCertificate string
	// NoAppConsent leaves the roles out of app-only tokens: no administrator has granted Tasks.ReadWrite.All.
	NoAppConsent bool
	// AutoAccept answers the sign-in page at once, for scripts without a browser: with the account of login_hint,
	// else the first one that fits.
	AutoAccept bool
	// SingleSignOn signs a browser with a session in without showing the page, as the real service does.
	SingleSignOn bool
	// SignInOutcome and RefreshOutcome make every sign-in or every renewal end that way (E10).
	SignInOutcome, RefreshOutcome Outcome
	// TokenLifetime is how long an access token lives, in whole seconds. 0 = 3599 s (E8).
	TokenLifetime time.Duration
	// DeviceCodeInterval is the pause between two polls of a device code. 0 = 5 seconds (E11).
	DeviceCodeInterval time.Duration
	// RevokeUsedRefreshTokens ends a refresh token when it is used (E9).
	RevokeUsedRefreshTokens bool
	// LoopbackIPAnyPort ignores the port of 127.0.0.1 in redirect URIs too, not only of localhost (E2).
	LoopbackIPAnyPort bool
	// DeviceCodeEverywhere lets a personal account approve a device code that came from /common (L19 otherwise).
	DeviceCodeEverywhere bool
	// NoPublicClientFlows answers device code with 7000218: the registration does not allow it.
	NoPublicClientFlows bool
	// RequireClaims answers 401 insufficient_claims to tokens of clients that declared cp1, until they sign in
	// with the claims asked for (E14).
	RequireClaims bool

	// SixteenLists returns at most 16 lists and no nextLink unless $top is sent (E15).
	SixteenLists bool
	// RefuseSkip answers 400 to $skip on lists, instead of ignoring it (E15).
	RefuseSkip bool
	// AllowSelect honours $select on lists and tasks (E16).
	AllowSelect bool
	// TopLimit caps $top (E17). 0 = any $top is honoured (L16).
	TopLimit int
	// SkipTokens pages tasks by a signed $skiptoken that any change of the link breaks (E18), not by $skip (L16).
	SkipTokens bool
	// EmptyPages puts an empty page after each full one (E18).
	EmptyPages bool
	// NoHasAttachments leaves hasAttachments out of tasks (C35).
	NoHasAttachments bool
	// GhostLists is how long the tasks of a deleted list can still be read and written (L17). 0 = 2 minutes, less
	// than 0 = not at all.
	GhostLists time.Duration

	// ConsumerInline takes inline files up to a JSON body of 30,000,000 bytes (L10), not up to 3,145,727 bytes (E22).
	ConsumerInline bool
	// ListContent carries contentBytes in the list of attachments, too (E23, F23).
	ListContent bool
	// NoInlineEcho leaves contentBytes out of the answer to an inline POST (L10 otherwise).
	NoInlineEcho bool
	// WrapAttachment wraps one attachment in {"value":{}} (E23).
	WrapAttachment bool
	// ExactSizes lists attachments with the file's own size, not 240 bytes more (E43, L9).
	ExactSizes bool

	// ListingLag is how long a new attachment is missing from the list, though it can be read (C24).
	ListingLag time.Duration

	// NoSessions answers createUploadSession with 404 and takes inline bodies as ConsumerInline does (E45).
	NoSessions bool
	// FileLimit is the largest file a session takes, in bytes. 0 = 26,214,400 (E25;: 25,000,000).
	FileLimit int64
	// SessionMinimum is the smallest file a session takes, in bytes; below it creating one is 400, as with mail. 0 =
	// 1 (E25).
	SessionMinimum int64
	// EmptyFileSessions lets a session be created for 0 bytes (E25); a PUT of no bytes without Content-Range ends it.
	EmptyFileSessions bool
	// CreatedOK answers createUploadSession with 200 (E26 documented), not 201 (L1).
	CreatedOK bool
	// UserIDs writes /users/{oid} into uploadUrl and Location (E26 documented), not /users/{address} (L1).
	UserIDs bool
	// RangeLimit is the largest range, in bytes. 0 = 4,194,304 (E30;: 4,194,303 and 4,000,000).
	RangeLimit int64
	// AnyRangeType takes ranges of any Content-Type, not of application/octet-stream alone (E28).
	AnyRangeType bool
	// InvalidRange answers 416 invalidRange to a wrong start (E31 documented), not 400 InvalidStart (L5).
	InvalidRange bool
	// WrongStartStatus answers a wrong start with this status, and no code that tells more: no source names the one
	// there is (E31). 0 = as InvalidRange says.
	WrongStartStatus int
	// SkipAhead is what a range gets that skips ahead (L6).
	SkipAhead SkipAhead
	// SecondPutStatus answers a second range while the first is on its way. 0 = 409 (E32; else 416).
	SecondPutStatus int
	// PascalCase writes NextExpectedRanges and ExpirationDateTime (E33 documented), not camelCase (L4).
	PascalCase bool
	// RangeForm is how nextExpectedRanges reads (E33).
	RangeForm RangeForm
	// RangeStatus answers a range that was taken. 0 = 200 (E33;: 202).
	RangeStatus int
	// Location is how the last range's answer names the attachment (E34).
	Location LocationForm
	// SessionStatus lets a session be asked where it stands (E36 documented); by default GET is 404 (L3).
	SessionStatus bool
	// SessionLifetime is how long an upload session lives. 0 = 2 hours (E37, L1).
	SessionLifetime time.Duration
	// ExpiredStatus answers a range of an expired session. 0 = 404 (E37; else 410).
	ExpiredStatus int
	// KeepPartialRanges keeps the bytes of a range that broke off (E38).
	KeepPartialRanges bool

	// FullMailbox answers writes with 403 accessDenied, NoMailbox everything with 404 (E42).
	FullMailbox, NoMailbox bool
	// AppOnlySessions lets an app-only token create upload sessions (E42: 403 by default).
	AppOnlySessions bool

	// Unlimited turns throttling off (E40).
	Unlimited bool
	// MaxConcurrent, MaxRequests (in 10 minutes) and MaxUpload (bytes in 5 minutes) are the limits of one
	// registration in one mailbox. 0 = 4, 10,000 and 150,000,000 (E40, L14).
	MaxConcurrent, MaxRequests int
	MaxUpload                  int64
}

func orDefault[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// withDefaults is o with every zero value that stands for a default filled in.
func (o Options) withDefaults() Options {
	if o.Accounts == nil {
		o.Accounts = DefaultAccounts()
	}
	accounts := make([]Account, len(o.Accounts))
	for i, account := range o.Accounts {
		if account.Personal {
			account.TenantID = consumerTenant
		}
		accounts[i] = account
	}
	o.Accounts = accounts
	if o.ClientIDs == nil {
		o.ClientIDs = []string{DemoClientID}
	}
	if o.RedirectURIs == nil {
		o.RedirectURIs = []string{"http://localhost"}
	}
	o.AppName = orDefault(o.AppName, "TaskDrop")
	o.TokenLifetime = orDefault(o.TokenLifetime, 3599*time.Second)
	o.DeviceCodeInterval = orDefault(o.DeviceCodeInterval, 5*time.Second)
	o.GhostLists = orDefault(o.GhostLists, 2*time.Minute)
	o.FileLimit = orDefault(o.FileLimit, 26_214_400)
	o.RangeLimit = orDefault(o.RangeLimit, 4_194_304)
	o.SecondPutStatus = orDefault(o.SecondPutStatus, 409)
	o.RangeStatus = orDefault(o.RangeStatus, 200)
	o.SessionLifetime = orDefault(o.SessionLifetime, 2*time.Hour)
	o.ExpiredStatus = orDefault(o.ExpiredStatus, 404)
	o.MaxConcurrent = orDefault(o.MaxConcurrent, 4)
	o.MaxRequests = orDefault(o.MaxRequests, 10_000)
	o.MaxUpload = orDefault(o.MaxUpload, 150_000_000)
	return o
}

// Check finds values that have no meaning: an outcome, form or status that the stand-in does not know, or a
// negative amount. New does not call it; the standalone command does.
func (o Options) Check() error {
	signIn := []Outcome{OutcomeAccepted, OutcomeBlocked, OutcomeNotAssigned}
	for outcome := range signInOutcomes {
		signIn = append(signIn, outcome)
	}
	renewal := []Outcome{OutcomeAccepted}
	for outcome := range refreshOutcomes {
		renewal = append(renewal, outcome)
	}
	switch {
	case !slices.Contains(signIn, o.SignInOutcome):
		return fmt.Errorf("no sign-in ends with %q", o.SignInOutcome)
	case !slices.Contains(renewal, o.RefreshOutcome):
		return fmt.Errorf("no renewal ends with %q", o.RefreshOutcome)
	case !slices.Contains([]RangeForm{RangeStart, RangeStartDash, RangeStartEnd, RangeSeveral}, o.RangeForm):
		return fmt.Errorf("there is no range form %q", o.RangeForm)
	case !slices.Contains([]LocationForm{LocationPath, LocationCapital, LocationParen, LocationMissing}, o.Location):
		return fmt.Errorf("there is no Location form %q", o.Location)
	case !slices.Contains([]SkipAhead{SkipAheadRefused, SkipAheadTimeout, SkipAheadSilence}, o.SkipAhead):
		return fmt.Errorf("there is no answer %q to a range that skips ahead", o.SkipAhead)
	case !slices.Contains([]int{0, 409, 416}, o.SecondPutStatus):
		return fmt.Errorf("a second range is answered 409 or 416, not %d", o.SecondPutStatus)
	case !slices.Contains([]int{0, 400, 406, 409, 412, 416, 422}, o.WrongStartStatus):
		return fmt.Errorf("a wrong start is answered 400, 406, 409, 412, 416 or 422, not %d", o.WrongStartStatus)
	case !slices.Contains([]int{0, 200, 202}, o.RangeStatus):
		return fmt.Errorf("a range that was taken is answered 200 or 202, not %d", o.RangeStatus)
	case !slices.Contains([]int{0, 404, 410}, o.ExpiredStatus):
		return fmt.Errorf("a range of an expired session is answered 404 or 410, not %d", o.ExpiredStatus)
	case min(o.Rate, o.FileLimit, o.SessionMinimum, o.RangeLimit, o.MaxUpload) < 0 || min(o.ExtraLists, o.ExtraTasks, o.TopLimit, o.MaxConcurrent, o.MaxRequests) < 0:
		return errors.New("a limit, a rate or a number is negative")
	case min(o.Latency, o.RequestLimit, o.TokenLifetime, o.DeviceCodeInterval, o.SessionLifetime, o.ListingLag) < 0:
		return errors.New("a duration is negative")
	}
	if o.ClientCertificate != "" {
		if _, err := readCertificate(o.ClientCertificate); err != nil {
			return fmt.Errorf("the certificate of the application: %w", err)
		}
	}
	for i, fault := range o.Faults {
		if err := fault.check(); err != nil {
			return fmt.Errorf("fault %d: %w", i+1, err)
		}
	}
	return nil
}
