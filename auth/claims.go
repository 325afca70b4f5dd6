package auth

import (
	"encoding/json"
	"errors"
)

// capability tells the provider that this client understands claims challenges (S8). The provider may then end a
// session before its token ends, and says what it wants.
const capability = `{"access_token":{"xms_cc":{"values":["cp1"]}}}`

// errBadClaims says that a claims challenge is no JSON object of objects.
var errBadClaims = errors.New("the claims challenge can't be read")

// mergeClaims returns the claims parameter of an authorize request: the challenge, if there is one, and the
// capability.
func mergeClaims(challenge string) (string, error) {
	if challenge == "" {
		return capability, nil
	}
	var claims map[string]json.RawMessage
	if json.Unmarshal([]byte(challenge), &claims) != nil || claims == nil {
		return "", errBadClaims
	}
	accessToken := map[string]json.RawMessage{}
	if raw, ok := claims["access_token"]; ok && json.Unmarshal(raw, &accessToken) != nil {
		return "", errBadClaims
	}
	if accessToken == nil { // it was null
		accessToken = map[string]json.RawMessage{}
	}
	accessToken["xms_cc"] = json.RawMessage(`{"values":["cp1"]}`)
	merged, err := json.Marshal(accessToken)
	if err != nil {
		return "", errBadClaims
	}
	claims["access_token"] = merged
	whole, err := json.Marshal(claims)
	if err != nil {
		return "", errBadClaims
	}
	return string(whole), nil
}

// claimsParameter returns the claims of a sign-in: the challenge it has to answer, if any, and the capability.
func (c *Client) claimsParameter(options SignInOptions) string {
	claims, err := mergeClaims(c.claimsFor(options))
	if err != nil {
		c.logger.Warn("signing in without the claims asked for", "error", err)
		return capability
	}
	return claims
}

// claimsFor returns the challenge that a sign-in has to answer: the one given, or one that an account still has open.
func (c *Client) claimsFor(options SignInOptions) string {
	if options.Claims != "" {
		return options.Claims
	}
	for _, account := range c.Accounts() {
		if account.App != nil {
			continue // app-only access answers its own
		}
		if options.LoginHint != "" && options.LoginHint != account.LoginHint && options.LoginHint != account.Username {
			continue
		}
		if s := c.session(account.ID); s != nil {
			if owed := s.owedClaims(); owed != "" {
				return owed
			}
		}
	}
	return ""
}

func (s *session) owedClaims() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.claims
}
