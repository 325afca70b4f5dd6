package auth

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"
)

const (
	// assertionType is that of RFC 7523.
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	// assertionLife is long enough for one request and a clock that is a little off.
	assertionLife = 5 * time.Minute
)

// assertion returns a statement for one token endpoint that we are the registration, signed with the certificate's key
// (RFC 7523). It is good for minutes and for one use.
func (k AppKey) assertion(clientID, endpoint string, now time.Time) (string, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(k.PrivateKey)
	if err != nil {
		return "", err
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return "", errors.New("the certificate's key is not an RSA key")
	}
	thumbprint := sha256.Sum256(k.Certificate)
	signed := jwtPart(map[string]any{
		"alg": "PS256", "typ": "JWT", "x5t#S256": base64.RawURLEncoding.EncodeToString(thumbprint[:]),
	}) + "." + jwtPart(map[string]any{
		"aud": endpoint, "iss": clientID, "sub": clientID, "jti": rand.Text(),
		"nbf": now.Unix(), "iat": now.Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPSS(rand.Reader, key, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	if err != nil {
		return "", err
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func jwtPart(fields map[string]any) string {
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err) // strings and numbers always can be marshalled
	}
	return base64.RawURLEncoding.EncodeToString(text)
}
