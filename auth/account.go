package auth

import (
	"cmp"
	"encoding/base64"
	"strings"
)

// personalTenant is the tenant of every personal Microsoft account (S5).
const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// Account is a person who signed in, or one whose tasks a registration reaches by itself. Only ID may serve as a key:
// addresses and names change (C6).
type Account struct {
	// ID is ObjectID and TenantID with a dot between them. That of app-only access has no dot.
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
	// App is set for app-only access; ObjectID and Name are then unknown.
	App *App `json:"app,omitempty"`
	// ShortLived is true if the last sign-in brought no refresh token, so that it ends with its access token. Some
	// providers other than Microsoft give one only after asking for consent (OpenID Connect Core, 11), so the next
	// sign-in asks.
	ShortLived bool `json:"shortLived,omitempty"`
	// NeedsSignIn is true once the provider no longer takes the refresh token (C8).
	NeedsSignIn bool `json:"-"`
}

// Personal reports whether this is a personal Microsoft account, not one of work or school.
func (a Account) Personal() bool { return strings.EqualFold(a.TenantID, personalTenant) }

// Called reports whether an address is one of this account's, as far as the token names them. It serves to find the
// account a person means and is never a key.
func (a Account) Called(address string) bool {
	return address != "" && (strings.EqualFold(a.Username, address) || strings.EqualFold(a.Email, address))
}

// Label names an account for a person: its address, else its name, else the provider's id for it, else the provider.
// Few providers say more in an id_token than they have to (OpenID Connect Core, 5.4).
func (a Account) Label() string {
	own := a.ObjectID
	if own == namelessID {
		own = a.TenantID
	}
	return cmp.Or(a.Username, a.Name, own)
}

// namelessID is the ObjectID of whoever signed in where the provider gives no id_token.
const namelessID = "account"

// idClaims are the id_token's claims that name a person.
type idClaims struct {
	objectID, tenantID, name, username, email, loginHint string
}

// accountFrom reads an id_token that came straight from the token endpoint. Its signature is not checked: over that
// connection it would prove nothing more, and the claims are used for display and as a key, never as a proof (S5).
// ok is false where the token names nobody.
func accountFrom(idToken string) (account Account, ok bool) {
	token := tokenClaims(idToken)
	claims := idClaims{
		objectID: token.text("oid"), tenantID: token.text("tid"), name: token.text("name"),
		username: token.text("preferred_username"), email: token.text("email"), loginHint: token.text("login_hint"),
	}
	if subject := token.text("sub"); subject != "" && (claims.objectID == "" || claims.tenantID == "") {
		claims.objectID, claims.tenantID = subject, ""
	}
	if claims.objectID == "" {
		return Account{}, false
	}
	claims.tenantID = cmp.Or(claims.tenantID, token.text("iss"))
	claims.username = cmp.Or(claims.username, claims.email)
	return newAccount(claims), true
}

// tokenClaims are what an id_token says; nothing where it is none that can be read.
func tokenClaims(idToken string) fields {
	parts := strings.Split(idToken, ".")
	if len(parts) != 3 {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil
	}
	return readFields(payload)
}

// namelessAccount stands for whoever signed in at a provider that gives no id_token. There is one per host.
func namelessAccount(login string) Account {
	return newAccount(idClaims{objectID: namelessID, tenantID: hostOf(login)})
}

func newAccount(claims idClaims) Account {
	account := Account{
		ID:        claims.objectID + "." + claims.tenantID,
		ObjectID:  claims.objectID,
		TenantID:  claims.tenantID,
		Name:      oneLine(claims.name, 200),
		Username:  oneLine(claims.username, 200),
		LoginHint: claims.loginHint,
	}
	if email := oneLine(claims.email, 200); email != account.Username {
		account.Email = email
	}
	return account
}
