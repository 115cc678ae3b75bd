package io.qsstream.ingest.web;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/** Gives the answers that the server raises by itself the same form as ours: no message of the framework gets out. */
@Singleton
final class FrameworkProblems implements ErrorResponseProcessor<Object> {

    private final RefusalLog refusals;

    FrameworkProblems(RefusalLog refusals) {
        this.refusals = refusals;
    }

    @Override
    @SuppressWarnings("unchecked") // The body is ours, and the framework asks for no type of it.
    public MutableHttpResponse<Object> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        Outcome outcome = Outcome.ofStatus(response.code());
        refusals.note(
                outcome,
                context.getRootCause()
                        .map(cause -> cause.getClass().getSimpleName())
                        .orElse("routing"));
        boolean withBody = context.getRequest().getMethod() != HttpMethod.HEAD;
        return (MutableHttpResponse<Object>) Problem.on(response, outcome, withBody);
    }
}
