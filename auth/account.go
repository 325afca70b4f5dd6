package auth

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// personalTenant is the tenant of every personal Microsoft account (facts 1.5).
const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// Account is a person who signed in, or one whose tasks an application uses. Only ID may serve as a key: addresses and names change (C6).
type Account struct {
	// ID is ObjectID and TenantID with a dot between them; an application's has no dot.
	ID string `json:"id"`
	// ObjectID and TenantID are the id_token's oid and tid; with a provider other than Microsoft its sub and iss.
	ObjectID string `json:"oid"`
	TenantID string `json:"tid"`
	// Name is for display, "Mia Berger"; may be empty.
	Name string `json:"name,omitempty"`
	// Username is what they sign in with, usually an address; may be empty.
	Username string `json:"username,omitempty"`
	// Email is the address of the token, where that is another than Username; may be empty.
	Email string `json:"email,omitempty"`
	// LoginHint names the account to the sign-in page, where the provider gave such a hint.
	LoginHint string `json:"loginHint,omitempty"`
	// App is set where an application uses this person's tasks by itself; ObjectID and Name are then unknown.
	App *App `json:"app,omitempty"`
	// ShortLived is true where the last sign-in brought no refresh token, so that it ends with its access token. Some providers
	// other than Microsoft give one only to who is asked for consent (OpenID Connect Core, 11): the next sign-in asks.
	ShortLived bool `json:"shortLived,omitempty"`
	// NeedsSignIn is true once the provider no longer takes the refresh token (C8).
	NeedsSignIn bool `json:"-"`
}

// Personal reports whether this is a personal Microsoft account, not one of work or school.
func (a Account) Personal() bool { return strings.EqualFold(a.TenantID, personalTenant) }

// Called reports whether an address is one of this account's, as far as the token names them. It finds the account that a
// person means; it is never a key.
func (a Account) Called(address string) bool {
	return address != "" && (strings.EqualFold(a.Username, address) || strings.EqualFold(a.Email, address))
}

// idClaims are the id_token's claims that name a person. Unknown ones are ignored.
type idClaims struct {
	ObjectID  string `json:"oid"`
	TenantID  string `json:"tid"`
	Subject   string `json:"sub"`
	Issuer    string `json:"iss"`
	Name      string `json:"name"`
	Username  string `json:"preferred_username"`
	Email     string `json:"email"`
	LoginHint string `json:"login_hint"`
}

// accountFrom reads an id_token that came straight from the token endpoint. Its signature is not checked: over that
// connection it would prove nothing more, and the claims are used for display and as a key, never as a proof (facts 1.5).
// ok is false where the token names nobody.
func accountFrom(idToken string) (account Account, ok bool) {
	parts := strings.Split(idToken, ".")
	if len(parts) != 3 {
		return Account{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return Account{}, false
	}
	var claims idClaims
	if json.Unmarshal(payload, &claims) != nil {
		return Account{}, false
	}
	if claims.ObjectID == "" || claims.TenantID == "" {
		claims.ObjectID, claims.TenantID = claims.Subject, claims.Issuer
	}
	if claims.ObjectID == "" {
		return Account{}, false
	}
	if claims.Username == "" {
		claims.Username = claims.Email
	}
	return newAccount(claims.ObjectID, claims.TenantID, claims), true
}

// namelessAccount stands for whoever signed in at a provider that gives no id_token. There is one per host.
func namelessAccount(login string) Account {
	return newAccount("account", hostOf(login), idClaims{})
}

func newAccount(objectID, tenantID string, claims idClaims) Account {
	account := Account{
		ID:        objectID + "." + tenantID,
		ObjectID:  objectID,
		TenantID:  tenantID,
		Name:      oneLine(claims.Name, 200),
		Username:  oneLine(claims.Username, 200),
		LoginHint: claims.LoginHint,
	}
	if email := oneLine(claims.Email, 200); email != account.Username {
		account.Email = email
	}
	return account
}
