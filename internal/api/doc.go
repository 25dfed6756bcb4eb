// Package api is the HTTP API: it gathers the operations of all domains into one table and opens the door.
//
// The parts: wire reads JSON strictly, shell is what all operations have in common, docs is the documentation page, and each
// domain has a package of its own with one file for each noun: house (merchant, staff, keys, audit, approvals), people (members,
// segments, events), sales (quotes, orders, refunds, catalogue), terms (programme, trial balance) and files (imports,
// jobs). A domain's Add registers its operations; nothing else is exported by it.
//
// Rules:
//  1. An operation translates: names, ids, units, permissions. It decides nothing that a room could decide.
//  2. What is not the caller's merchant's does not exist for them: 404, never 403.
//  3. Names, phones and e-mails are masked for those who lack members:reveal.
//  4. testdata/openapi.json is the promise; a change to it is deliberate (go test ./internal/api -update).
package api
