// Package pay looks at money and stored value that pay for what is sold beside orders (plans, cards, the mall), and says where they go back to.
package pay
