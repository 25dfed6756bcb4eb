// Package app puts the program together: configuration, explicit wiring, start and stop.
//
// An [App] is an open database with all that its transactions carry. The command line uses it for single tasks;
// [App.Serve] adds the door and the workers. Nothing is wired by init functions or globals.
//
// Rules:
//  1. The program serves only a database whose schema is exactly its own and whose data this keyset opens.
//  2. Stop, in this order: take no new connections, answer what is under way, let the collectors finish their batch, interrupt
//     the workers at their next step, close the database.
package app
