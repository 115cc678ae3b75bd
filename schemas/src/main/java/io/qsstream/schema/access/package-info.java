/** Who may do what in a Kafka cluster with an authorizer: as little as each service needs. */
@NullMarked
package io.qsstream.schema.access;

import org.jspecify.annotations.NullMarked;
