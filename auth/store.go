package auth

import (
	"context"
	"time"
)

// Saved is an account with the refresh token or key that the next run goes on with. Access tokens are never kept.
type Saved struct {
	Account Account `json:"account"`
	// ClientID, Login and Graph say where the refresh token is good: it is bound to registration and cloud (S1, S6).
	ClientID string `json:"clientId"`
	Login    string `json:"login"`
	Graph    string `json:"graph"`
	// RefreshToken is "" once the provider refused it: the account is known, and has to sign in again (C8).
	RefreshToken string `json:"refreshToken,omitempty"`
	// Key is that of app-only access, in place of a refresh token.
	Key     *AppKey   `json:"key,omitempty"`
	Updated time.Time `json:"updated"`
}

// Same reports whether two entries are of the same account, registration and cloud.
func (s Saved) Same(other Saved) bool {
	return s.Account.ID == other.Account.ID && s.ClientID == other.ClientID && s.Login == other.Login && s.Graph == other.Graph
}

// Store keeps refresh tokens between runs. Several running copies of the program may share what is behind it.
// Every method may be called from any goroutine and returns when its context ends.
type Store interface {
	// Load returns everything kept, as it stands now.
	Load(ctx context.Context) ([]Saved, error)
	// Save keeps an entry in place of the Same one. It returns once the entry would survive a power cut.
	Save(ctx context.Context, entry Saved) error
	// Delete forgets the Same entry. Deleting what is not there is no error.
	Delete(ctx context.Context, entry Saved) error
	// Ready waits until the store could be written, for example until the person has unlocked their keyring.
	Ready(ctx context.Context) error
	// Lock holds off every other copy that wants to renew this entry, until unlock is called.
	Lock(ctx context.Context, entry Saved) (unlock func(), err error)
}

// owns reports whether an entry is of this client's registration and cloud. App-only access has a client id of its
// own.
func (c *Client) owns(entry Saved) bool {
	return (entry.ClientID == c.config.ClientID || entry.Account.App != nil) && entry.Login == c.config.Login && entry.Graph == c.config.Graph
}

func (c *Client) saved(account Account, refreshToken string) Saved {
	entry := Saved{
		Account:      account,
		ClientID:     c.config.ClientID,
		Login:        c.config.Login,
		Graph:        c.config.Graph,
		RefreshToken: refreshToken,
		Updated:      time.Now().UTC().Truncate(time.Second),
	}
	if account.App != nil {
		entry.ClientID = account.App.ClientID
	}
	return entry
}
