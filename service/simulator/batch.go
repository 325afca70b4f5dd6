package simulator

import (
	"encoding/json"
	"net/http"
)

// batch is filled in below; parts count one by one (L14).
func (s *Server) batch(c *call, g *graphRequest) *answer { return c.unknown() }

var _ = json.Valid
var _ = http.StatusOK
