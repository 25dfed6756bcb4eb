// Package word has the words of explanations in both languages.
package word
