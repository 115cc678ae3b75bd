/** Answers HTTP: the contract's table of answers, each counted exactly once. */
@NullMarked
package io.qsstream.ingest.web;

import org.jspecify.annotations.NullMarked;
