//go:build !linux && !darwin

package graph

import "net"

// fewUnsent is for systems that let a program bound it. Windows keeps little by itself.
func fewUnsent(net.Conn) {}
