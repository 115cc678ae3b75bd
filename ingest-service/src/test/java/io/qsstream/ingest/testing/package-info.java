/** A broker, a client and a signer that share no code with what they test. */
package io.qsstream.ingest.testing;
