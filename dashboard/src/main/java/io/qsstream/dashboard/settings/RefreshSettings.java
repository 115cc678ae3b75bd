package io.qsstream.dashboard.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.qsstream.schema.settings.StartRefused;
import java.net.URI;
import java.util.Optional;

/**
 * Who asks Zoom's REST API where people want to.
 *
 * @param ingest base URL of the management port of an ingest instance that has credentials of Zoom's; empty for nobody
 */
@Context
@ConfigurationProperties("qsstream.refresh")
public record RefreshSettings(@Bindable(defaultValue = "") String ingest) {

    public RefreshSettings {
        ingest = ingest.strip().replaceAll("/+$", "");
        if (!ingest.isEmpty() && !ingest.matches("https?://[^\\s/?#]+")) {
            throw new StartRefused(
                    "qsstream.refresh.ingest must be a URL such as http://ingest:8090, was \"" + ingest + '"');
        }
    }

    /** Where ingest's management port is. */
    public Optional<URI> ingestUri() {
        return ingest.isEmpty() ? Optional.empty() : Optional.of(URI.create(ingest));
    }
}
