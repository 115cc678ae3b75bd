/** The schema registry as QSStream sees it: a client of Confluent's REST API, its errors, and the check at start. */
@NullMarked
package io.qsstream.schema.registry;

import org.jspecify.annotations.NullMarked;
