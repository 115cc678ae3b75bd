/** The documents that are made from the catalogue and the schemas, and the tests that hold them to it. */
@NullMarked
package io.qsstream.schema.documents;

import org.jspecify.annotations.NullMarked;
