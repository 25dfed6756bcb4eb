// Package pay looks at money that is paid for what is sold beside orders, and says where it goes back to.
package pay
