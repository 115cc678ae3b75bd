/** Topics as code: what a cluster and a registry lack of the catalogue, and how it is brought there. */
@NullMarked
package io.qsstream.local.provision;

import org.jspecify.annotations.NullMarked;
