package auth

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"

	"software.sslmate.com/src/go-pkcs12"
)

func readPKCS12(file []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if rounds(file, 0) > mostRounds {
		return nil, nil, errRounds
	}
	key, certificate, issuers, err := pkcs12.DecodeChain(file, password)
	if err != nil {
		return nil, nil, err
	}
	return append([]*x509.Certificate{certificate}, issuers...), key, nil
}

// mostRounds bounds how often a file may have its password hashed, all told. Seconds go by until then, and files in
// use ask for some thousands to a million; a count of an hour's work can be written down just as well.
const mostRounds = 5_000_000

var errRounds = errors.New("the file asks for too many rounds of hashing its password")

// deepest is how far into a file's structure rounds looks: a key's own are eleven levels down.
const deepest = 32

// rounds sums up the iteration counts that a file names outside of what is encrypted. Each follows a salt: in the
// MAC's data, and in the parameters of whatever derives a key (RFC 7292, 4 and C; RFC 8018, A.2). What the DER hides,
// the reader refuses.
func rounds(der []byte, depth int) (sum int64) {
	behindSalt := false
	for len(der) > 0 && depth < deepest {
		var element asn1.RawValue
		rest, err := asn1.Unmarshal(der, &element)
		if err != nil {
			return sum
		}
		octets := element.Tag == asn1.TagOctetString // of whatever class, as the reader has it
		switch {
		case element.Class == asn1.ClassUniversal && element.Tag == asn1.TagInteger && behindSalt:
			var count int64
			if _, err := asn1.Unmarshal(element.FullBytes, &count); err != nil {
				count = mostRounds + 1 // more than an int64 holds
			}
			sum += min(max(count, 0), mostRounds+1)
		case element.IsCompound, octets && len(element.Bytes) > 0 && element.Bytes[0] == beginsSequence:
			sum += rounds(element.Bytes, depth+1)
		}
		behindSalt, der = octets, rest
	}
	return sum
}

// beginsSequence is the first byte of a DER sequence.
const beginsSequence = 0x30
