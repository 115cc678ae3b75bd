/** Renders the chart with Helm's own code and holds what comes out against Kubernetes' schemas and the services. */
@NullMarked
package io.qsstream.helm;

import org.jspecify.annotations.NullMarked;
