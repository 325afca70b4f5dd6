package auth

// The keys of the sentences about an application's account.
const (
	keyAppTenant      = "auth.app_tenant"
	keyAppUser        = "auth.app_user"
	keyAppSecretID    = "auth.app_secret_id"
	keyAppNoKey       = "auth.app_no_key"
	keyAppFile        = "auth.app_file"
	keyAppPassword    = "auth.app_password"
	keyAppExpired     = "auth.app_certificate_expired"
	keyAppSecret      = "auth.app_secret"
	keyAppSecretOld   = "auth.app_secret_expired"
	keyAppCertificate = "auth.app_certificate"
	keyAppClock       = "auth.app_clock"
	keyAppConsent     = "auth.app_consent"
	keyAppUnknown     = "auth.app_unknown"
	keyAppCloud       = "auth.app_cloud"
	keyAppRefused     = "auth.app_refused"
)

// appByNumber gives the sentence of an AADSTS number where an application asked.
var appByNumber = numbers(map[string][]int{
	keyAppSecret:      {7000215},
	keyAppSecretOld:   {7000222},
	keyAppNoKey:       {7000216, 7000218},
	keyAppCertificate: {700027, 700021, 700023, 7000214, 50012},
	keyAppClock:       {700024},
	keyAppConsent:     {65001, 90094, 90095, 7000229, 501051, 50105, 650056, 650057},
	keyAppUnknown:     {700016, 700011},
	keyAppTenant:      {9001023, 50194, 90130},
	keyAppCloud:       {900382, 900381},
	keyUnknownTenant:  {90002},
	keyAppDisabled:    {7000112, 70001},
	keyBlocked:        {53000, 53001, 53002, 53003, 530032, 530035},
	keyRequest:        {70011, 1002012, 900144, 900561},
})

// appKey names the sentence of an application's refusal.
func (e *Error) appKey() string {
	for _, number := range e.Numbers {
		if key, ok := appByNumber[number]; ok {
			return key
		}
	}
	if e.Code == "" {
		return keyStatus
	}
	return keyAppRefused
}
