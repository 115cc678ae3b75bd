package io.qsstream.dashboard.api;

import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.qsstream.dashboard.model.Listing;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every error its problem: what the framework raises says no more than its status, what we raise says what to do. */
@Singleton
final class Problems implements ErrorResponseProcessor<Object> {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @Override
    @SuppressWarnings("unchecked") // The body is ours, and the framework asks for no type of it.
    public MutableHttpResponse<Object> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        Throwable cause = context.getRootCause().orElse(null);
        if (response.code() >= 500) {
            LOG.atError().addKeyValue("status", response.code()).setCause(cause).log("A request failed");
        }
        String detail = cause instanceof ConversionErrorException conversion
                ? conversion.getArgument().getName() + " cannot be read: see /api/v1/openapi.yaml"
                : null;
        return (MutableHttpResponse<Object>) Problem.on(response, context.getRequest(), detail);
    }

    /** Answers what our own code refuses. */
    @Singleton
    static final class Refusals implements ExceptionHandler<Refusal, HttpResponse<?>> {
        @Override
        public HttpResponse<?> handle(@SuppressWarnings("rawtypes") HttpRequest request, Refusal refusal) {
            return Problem.on(HttpResponse.status(refusal.status()), request, refusal.getMessage());
        }
    }

    /** Answers a cursor that nobody here made. */
    @Singleton
    static final class Cursors implements ExceptionHandler<Listing.UnknownCursor, HttpResponse<?>> {
        @Override
        public HttpResponse<?> handle(@SuppressWarnings("rawtypes") HttpRequest request, Listing.UnknownCursor e) {
            return Problem.on(
                    HttpResponse.badRequest(), request, "cursor is none that this API gave: ask again without one");
        }
    }
}
