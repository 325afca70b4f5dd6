package auth

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

// CertificateFileLimit is the most of a certificate file that is worth reading.
const CertificateFileLimit = 1 << 20

var (
	errNoCertificate = errors.New("the file holds no certificate with its RSA private key")
	errKeyEncrypted  = errors.New("the private key is encrypted")
)

// ReadAppKey reads a certificate and its private key from a file: PEM with both, or PKCS#12 (.pfx, .p12) under a
// password, which may be "". The error is an *Error.
func ReadAppKey(file []byte, password string) (AppKey, error) {
	certificates, key, err := readPEM(file)
	if err == nil && len(certificates) == 0 && key == nil {
		certificates, key, err = readPKCS12(file, password)
	}
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, errKeyEncrypted):
		return AppKey{}, fault(opApp, keyAppPassword, err)
	case err != nil:
		return AppKey{}, fault(opApp, keyAppFile, err)
	}
	return pairUp(certificates, key)
}

// pairUp finds the certificate of a key. Files often carry those of its issuers, too.
func pairUp(certificates []*x509.Certificate, key crypto.PrivateKey) (AppKey, error) {
	private, isRSA := key.(*rsa.PrivateKey)
	if !isRSA {
		return AppKey{}, fault(opApp, keyAppFile, errNoCertificate)
	}
	for _, certificate := range certificates {
		if !private.PublicKey.Equal(certificate.PublicKey) {
			continue
		}
		if time.Now().After(certificate.NotAfter) {
			e := fault(opApp, keyAppExpired, nil)
			e.args = map[string]string{"Date": certificate.NotAfter.Format(time.DateOnly)}
			return AppKey{}, e
		}
		inner, err := x509.MarshalPKCS8PrivateKey(private)
		if err != nil {
			return AppKey{}, fault(opApp, keyAppFile, err)
		}
		return AppKey{Certificate: certificate.Raw, PrivateKey: inner}, nil
	}
	return AppKey{}, fault(opApp, keyAppFile, errNoCertificate)
}

// readPEM gives nothing where the file is no PEM.
func readPEM(file []byte) (certificates []*x509.Certificate, key crypto.PrivateKey, err error) {
	for {
		var block *pem.Block
		if block, file = pem.Decode(file); block == nil {
			return certificates, key, nil
		}
		switch block.Type {
		case "CERTIFICATE":
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, err
			}
			certificates = append(certificates, certificate)
		case "ENCRYPTED PRIVATE KEY":
			return nil, nil, errKeyEncrypted
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			if block.Headers["DEK-Info"] != "" {
				return nil, nil, errKeyEncrypted
			}
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		}
		if err != nil {
			return nil, nil, err
		}
	}
}
