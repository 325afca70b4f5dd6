package auth

import "maps"

// The keys of the sentences, for faults on this side of the wire.
const (
	keyNoClientID     = "auth.no_client_id"
	keyBadClientID    = "auth.bad_client_id"
	keyBadTenant      = "auth.bad_tenant"
	keyBadRoot        = "auth.bad_root"
	keyBadPair        = "auth.bad_pair"
	keyChina          = "auth.china"
	keyOtherUser      = "auth.other_user"
	keyOpenedTwice    = "auth.opened_twice"
	keyMemoryOnly     = "auth.memory_only"
	keyNotKept        = "auth.not_kept"
	keySignOutFailed  = "auth.sign_out_failed"
	keyCancelled      = "auth.cancelled"
	keyTimeout        = "auth.timeout"
	keyNoPort         = "auth.no_port"
	keyNoBrowser      = "auth.no_browser"
	keySignedOut      = "auth.signed_out"
	keyOffline        = "auth.offline"
	keyUnreachable    = "auth.unreachable"
	keyCertificate    = "auth.certificate"
	keyProxy          = "auth.proxy"
	keyProxyPassword  = "auth.proxy_password"
	keyBadAnswer      = "auth.bad_answer"
	keyTokenType      = "auth.token_type"
	keyScopeMissing   = "auth.scope_missing"
	keyClaims         = "auth.claims"
	keyBadProxy       = "auth.bad_proxy"
	keyBadCA          = "auth.bad_ca"
	keyStateForeign   = "auth.state_foreign"
	keyTokensDamaged  = "auth.tokens_damaged"
	keyKeyringLocked  = "auth.keyring_locked"
	keyKeyringMissing = "auth.keyring_missing"
)

// The keys of the sentences for what the provider says.
const (
	keyBusy           = "auth.busy"
	keyTemporary      = "auth.temporary"
	keyStatus         = "auth.status"
	keyUnknown        = "auth.unknown"
	keyDenied         = "auth.denied"
	keyExpired        = "auth.expired"
	keyInteraction    = "auth.interaction"
	keyConsent        = "auth.consent"
	keyLogin          = "auth.login"
	keyRegistration   = "auth.registration"
	keyRequest        = "auth.request"
	keyRedirect       = "auth.redirect"
	keyWrongAccount   = "auth.wrong_account"
	keyMFA            = "auth.mfa"
	keyUnassigned     = "auth.unassigned"
	keyPassword       = "auth.password"
	keyLocked         = "auth.locked"
	keyPasswordAge    = "auth.password_expired"
	keyDisabled       = "auth.account_disabled"
	keyRevoked        = "auth.revoked"
	keyAuthority      = "auth.authority"
	keyRestart        = "auth.restart"
	keyBlocked        = "auth.blocked"
	keyPermission     = "auth.permission"
	keyService        = "auth.service"
	keyUnknownApp     = "auth.unknown_app"
	keyUnknownTenant  = "auth.unknown_tenant"
	keyNotPublic      = "auth.not_public"
	keyAppDisabled    = "auth.app_disabled"
	keyAdminConsent   = "auth.admin_consent"
	keySPA            = "auth.spa"
	keyDevicePending  = "auth.device_pending"
	keyDeviceBadCode  = "auth.device_bad_code"
	keyDeviceExpired  = "auth.device_expired"
	keyDeviceDeclined = "auth.device_declined"
)

// The keys of the page shown in the browser.
const (
	keyPageDone        = "auth.page_done"
	keyPageDoneText    = "auth.page_done_text"
	keyPageGreeting    = "auth.page_greeting"
	keyPageFailed      = "auth.page_failed"
	keyPageCancelled   = "auth.page_cancelled"
	keyPageClose       = "auth.page_close"
	keyPageOver        = "auth.page_over"
	keyPageOverText    = "auth.page_over_text"
	keyPageWaiting     = "auth.page_waiting"
	keyPageWaitingText = "auth.page_waiting_text"
)

// sentences are the English texts: what happened, and what to do next. Fields in double braces come from Error.Args.
var sentences = map[string]string{
	keyNoClientID:     `TaskDrop needs an application (client) id before you can sign in. Enter it under “Connect your account”.`,
	keyBadClientID:    `“{{.Value}}” is not an application (client) id. Copy the id from the app registration's overview page again.`,
	keyBadTenant:      `“{{.Value}}” is not a tenant. Use common, organizations, consumers, or your tenant's id or domain.`,
	keyBadRoot:        `“{{.Value}}” can't be used for {{.Setting}}. Give an https address, or an http address on this computer, such as http://localhost:8080.`,
	keyBadPair:        `The sign-in address {{.Login}} and the Graph address {{.Graph}} do not belong together, so TaskDrop does not sign in there. Give both addresses of one cloud.`,
	keyOtherUser:      `Another user of this computer opened the sign-in page, so TaskDrop gave this sign-in up. Sign in again; if this comes back, tell whoever looks after this computer.`,
	keyOpenedTwice:    `The sign-in page was opened more than once, so TaskDrop gave this sign-in up: it can't tell who came first. Sign in again.`,
	keyChina:          `Microsoft does not offer the To Do interface in its China cloud. Sign in with an account of another cloud.`,
	keyMemoryOnly:     `This computer has no keyring that TaskDrop can use, so you will have to sign in again next time. Start or unlock the keyring to change that.`,
	keyNotKept:        `Your sign-in could not be kept in {{.Path}}, so you will have to sign in again next time. Check that the disk is not full or read-only.`,
	keyKeyringLocked:  `The keyring did not open in time, so you will have to sign in again next time. Unlock the keyring, then start TaskDrop again.`,
	keyKeyringMissing: `The key to your saved sign-ins is no longer in the keyring. Sign in again.`,
	keyTokensDamaged:  `Your saved sign-ins could not be read and were set aside. Sign in again.`,
	keyStateForeign:   `The folder {{.Path}} belongs to another user, or others may write in it, so TaskDrop keeps nothing there. Choose another folder with -state.`,
	keySignOutFailed:  `You are signed out here, but the saved sign-in could not be deleted. Check that the disk is not full or read-only, then sign out again.`,
	keyCancelled:      `The sign-in was cancelled. Press Sign in to try again.`,
	keyTimeout:        `The browser did not come back within {{.Minutes}} minutes. If it showed an error page, check the application (client) id and that http://localhost is registered under “Mobile and desktop applications”. Then sign in again, or sign in with a code.`,
	keyNoPort:         `TaskDrop could not open a port on this computer for the browser to come back to. Try again, or sign in with a code.`,
	keyNoBrowser:      `No browser could be opened. Copy the link and open it in a browser on this computer, or sign in with a code.`,
	keySignedOut:      `You are signed out. Sign in again, and the queue goes on.`,
	keyOffline:        `The name {{.Host}} can't be looked up. See whether pages open in your browser, then try again.`,
	keyUnreachable:    `{{.Host}} can't be reached. See whether pages open in your browser and whether a proxy is needed, then try again.`,
	keyCertificate:    `The connection to {{.Host}} is not secure: its certificate is not trusted. Check this computer's clock; where a company proxy inspects traffic, give its certificate file in the settings.`,
	keyProxy:          `The proxy does not answer, or does not let TaskDrop through to {{.Host}}. Check it in the settings under “Network”, then try again.`,
	keyProxyPassword:  `The proxy wants a user and password, or others than it was given. Enter them in the settings under “Network”.`,
	keyBadAnswer:      `{{.Host}} answered with something that is not a sign-in. On a guest network open a web page first and log in there, then try again.`,
	keyTokenType:      `{{.Host}} gave a kind of token that TaskDrop can't use ({{.Value}}). Check the sign-in address, then sign in again.`,
	keyScopeMissing:   `The sign-in worked, but it did not include the permission Tasks.ReadWrite, without which TaskDrop can't attach anything. Sign in again and accept it; if it is not offered, add it to the app registration.`,
	keyClaims:         `Your organization wants you to confirm your sign-in. Sign in again, and the queue goes on.`,
	keyBadProxy:       `The proxy address can't be used. Write it as http://user:password@host:port.`,
	keyBadCA:          `The certificate file {{.Path}} can't be used. Choose a file with certificates in PEM form.`,

	keyBusy:           `Microsoft asks for a pause before the next sign-in. Try again in a few minutes.`,
	keyTemporary:      `The sign-in server has a fault at the moment. Try again in a few minutes; nothing is lost.`,
	keyStatus:         `The sign-in server refused the request (HTTP {{.Status}}). Check the sign-in address and the tenant, then try again.`,
	keyUnknown:        `The sign-in failed ({{.Code}}). Try again; copy the details if you ask for help.`,
	keyDenied:         `The sign-in was refused in the browser. If that was you, sign in again and choose Accept.`,
	keyExpired:        `Your sign-in is no longer valid. Sign in again, and the queue goes on.`,
	keyInteraction:    `Microsoft wants you to confirm your sign-in. Sign in again, and the queue goes on.`,
	keyConsent:        `TaskDrop needs your permission to use your tasks. Sign in again and choose Accept.`,
	keyLogin:          `Nobody is signed in in the browser. Sign in again.`,
	keyRegistration:   `The app registration does not fit ({{.Code}}). Check the application (client) id and that http://localhost is registered under “Mobile and desktop applications”.`,
	keyRequest:        `The sign-in server did not understand TaskDrop ({{.Code}}). Check the app registration; if it is right, copy the details and report this.`,
	keyRedirect:       `The app registration lacks the redirect address. Add http://localhost under “Mobile and desktop applications”, without a port or path, then sign in again.`,
	keyWrongAccount:   `This kind of account can't be used with the tenant that is set. Pick another account, set the tenant to common, or ask to be invited as a guest.`,
	keyMFA:            `A further step is needed, such as a code from your phone. Sign in again and finish it in the browser.`,
	keyUnassigned:     `Your organization has not assigned you to this app. Ask your administrator to assign you, then sign in again.`,
	keyPassword:       `The user name or password was wrong. Sign in again.`,
	keyLocked:         `Your account is locked for now, or your network looks risky to Microsoft. Wait a while or change your password, then sign in again.`,
	keyPasswordAge:    `Your password has expired. Change it in the browser, then sign in again.`,
	keyDisabled:       `Your account is disabled. Ask your administrator to enable it, then sign in again.`,
	keyRevoked:        `Your sign-in was withdrawn, for example after a new password or a sign-in rule of your organization. Sign in again, and the queue goes on.`,
	keyAuthority:      `The tenant that is set does not fit the app registration. Set the tenant to your organization's id, or to common, organizations or consumers as the registration says.`,
	keyRestart:        `This sign-in got out of step. Sign in again.`,
	keyBlocked:        `A rule of your organization blocks this sign-in (device, app or place). Ask your administrator; trying again does not help.`,
	keyPermission:     `The app registration lacks a permission. Add the delegated permission Tasks.ReadWrite of Microsoft Graph, then sign in again.`,
	keyService:        `Your organization has not enabled the service behind To Do. Ask your administrator.`,
	keyUnknownApp:     `Microsoft does not know this application (client) id in that tenant. Check the id, the tenant and the cloud, then sign in again.`,
	keyUnknownTenant:  `Microsoft does not know this tenant. Check the tenant's name or id, then sign in again.`,
	keyNotPublic:      `The app registration asks for a secret, which a desktop program has none of. Register http://localhost under “Mobile and desktop applications” only, and set “Allow public client flows” to Yes.`,
	keyAppDisabled:    `This application is disabled in your organization. Ask your administrator.`,
	keyAdminConsent:   `Your organization lets only an administrator approve TaskDrop. Send your administrator this link, then sign in again: {{.Link}}`,
	keySPA:            `http://localhost is registered as “Single-page application”. Move it to “Mobile and desktop applications”, then sign in again.`,
	keyDevicePending:  `The code has not been entered yet. Enter it on the page shown.`,
	keyDeviceBadCode:  `The code was not recognised. Get a new code and enter it again.`,
	keyDeviceExpired:  `The code is no longer valid. Get a new code.`,
	keyDeviceDeclined: `The sign-in was refused on the other device. If that was you, get a new code and choose Accept.`,

	keyPageDone:        `You are signed in`,
	keyPageGreeting:    `You are signed in, {{.Name}}`,
	keyPageDoneText:    `TaskDrop can use your tasks now.`,
	keyPageFailed:      `You are not signed in`,
	keyPageCancelled:   `The sign-in was cancelled in TaskDrop.`,
	keyPageClose:       `You can close this tab and go back to TaskDrop.`,
	keyPageOver:        `This sign-in is over`,
	keyPageOverText:    `It was answered before. TaskDrop shows how it ended.`,
	keyPageWaiting:     `TaskDrop is waiting for a sign-in`,
	keyPageWaitingText: `This page is not part of it. Finish the sign-in in the tab that TaskDrop opened.`,

	keyAppTenant:      `An app by itself signs in to one organization. Enter its tenant id or domain, not “{{.Value}}”; personal accounts can't be used this way.`,
	keyAppUser:        `“{{.Value}}” is not a user name. Enter the person's address, such as mia@contoso.com, or their object id.`,
	keyAppSecretID:    `That is the id of a secret. Copy its value instead; if it is no longer shown, make a new secret.`,
	keyAppNoKey:       `The app needs a secret or a certificate. Enter one of them.`,
	keyAppFile:        `The certificate file can't be used. Choose a .pem file with certificate and RSA private key, or a .pfx file; the .cer file you uploaded has no key.`,
	keyAppPassword:    `The password does not open the certificate file. Enter the right one; an encrypted .pem can't be opened, so save it as .pfx.`,
	keyAppExpired:     `The certificate expired on {{.Date}}. Make a new one, upload it to the app registration, then choose its file.`,
	keyAppSecret:      `Microsoft does not take this secret. Copy the secret's value from the app registration again, or make a new one.`,
	keyAppSecretOld:   `The app's secret has expired. Make a new one in the app registration, then enter it under “Another person's tasks”.`,
	keyAppCertificate: `Microsoft does not take this certificate. Upload its .cer file to the app registration under “Certificates”, then try again.`,
	keyAppClock:       `Microsoft finds the certificate's signature not valid at this time. Check this computer's clock, then try again.`,
	keyAppConsent:     `No administrator has granted the app Tasks.ReadWrite.All yet. Send your administrator this link, then try again: {{.Link}}`,
	keyAppUnknown:     `Microsoft does not know this app in that tenant. Check the client id and the tenant, then try again.`,
	keyAppCloud:       `This tenant is in another Microsoft cloud than the one TaskDrop uses. Check the tenant and the cloud, then try again.`,
	keyAppRefused:     `Microsoft does not let the app in ({{.Code}}). Check its client id, secret or certificate under “Another person's tasks”.`,
}

// Sentences is the whole catalogue, key to English template, for the test that holds the translations complete.
func Sentences() map[string]string { return maps.Clone(sentences) }

// byClass gives the sentence of an OAuth error.
var byClass = map[string]string{
	codeAccessDenied:            keyDenied,
	codeInvalidGrant:            keyExpired,
	codeInteraction:             keyInteraction,
	codeConsent:                 keyConsent,
	codeLogin:                   keyLogin,
	codeAccountChoice:           keyLogin,
	codeClaimsChallenge:         keyClaims,
	codeDeviceDeclined:          keyDeviceDeclined,
	codeDevicePending:           keyDevicePending,
	codeDeviceSlowDown:          keyDevicePending,
	codeDeviceExpired:           keyDeviceExpired,
	codeDeviceBadCode:           keyDeviceBadCode,
	"unauthorized_client":       keyRegistration,
	"invalid_client":            keyRegistration,
	"invalid_resource":          keyPermission,
	codeInvalidScope:            keyPermission,
	"invalid_request":           keyRequest,
	"unsupported_grant_type":    keyRequest,
	"unsupported_response_type": keyRequest,
}

// bySuberror refines a class where no number is known.
var bySuberror = map[string]string{
	"consent_required":      keyConsent,
	"user_password_expired": keyPasswordAge,
	"bad_token":             keyExpired,
	"token_expired":         keyExpired,
	"basic_action":          keyInteraction,
	"additional_action":     keyInteraction,
	"message_only":          keyBlocked,
	"cancel":                keyDenied,
}

// byNumber gives the sentence of an AADSTS number (S9). Nothing but help texts goes by it, and a fault that
// Microsoft calls passing.
var byNumber = numbers(map[string][]int{
	keyRedirect:      {50011, 500113},
	keyWrongAccount:  {50020, 500208, 90072, 51004, 50034},
	keyLogin:         {50058},
	keyMFA:           {50076, 50079, 50072, 50074, 50078},
	keyUnassigned:    {50105},
	keyPassword:      {50126},
	keyLocked:        {50053},
	keyPasswordAge:   {50055},
	keyDisabled:      {50057},
	keyRevoked:       {50173, 70043},
	keyAuthority:     {50194, 9002332, 90130},
	keyRestart:       {501481, 50147, 501491, 54005},
	keyBlocked:       {53000, 53001, 53002, 53003, 530032, 50131, 50005},
	keyConsent:       {65001},
	keyDenied:        {65004},
	keyPermission:    {65002, 650056, 650057},
	keyService:       {650052},
	keyExpired:       {70000, 70008, 700082},
	keyRequest:       {70011, 28002, 700022, 700025, 900144, 90014, 900561},
	keyUnknownApp:    {700016, 700011},
	keyUnknownTenant: {90002, 50059},
	keyNotPublic:     {7000218},
	keyAppDisabled:   {7000112, 70001},
	keyAdminConsent:  {90094, 90095},
	keySPA:           {9002326, 9002327},
	keyBusy:          {50196},
	keyTemporary:     {90024, 90033, 90006, 50033, 90012},
	keyDevicePending: {70016},
	keyDeviceBadCode: {70018},
	keyDeviceExpired: {70019},
})

func numbers(byKey map[string][]int) map[int]string {
	byNumber := map[int]string{}
	for key, list := range byKey {
		for _, number := range list {
			byNumber[number] = key
		}
	}
	return byNumber
}
