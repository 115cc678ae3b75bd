package io.qsstream.dashboard.api;

import io.micronaut.context.annotation.Value;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.micronaut.web.router.RouteAttributes;
import io.qsstream.dashboard.settings.ApiToken;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody in without the token, whether there is a route or not, except to {@link OpenToAll} and to the management
 * port; counts every answer.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class TokenFilter implements Ordered {

    private static final String SCHEME = "bearer ";

    private final ApiToken token;
    private final DashboardMeters meters;
    private final int managementPort;

    TokenFilter(ApiToken token, DashboardMeters meters, @Value("${endpoints.all.port}") int managementPort) {
        this.token = token;
        this.meters = meters;
        this.managementPort = managementPort;
    }

    /** After CORS, where an operator has switched it on: a preflight carries no token. */
    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.order();
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        if (isManagement(request) || isOpen(request) || token.is(bearer(request))) {
            return null;
        }
        return Problem.on(
                HttpResponse.unauthorized().header(HttpHeaders.WWW_AUTHENTICATE, "Bearer"),
                request,
                request.getPath().startsWith("/zoom/") ? "Invalid access token." : null);
    }

    @ResponseFilter
    void count(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (!isManagement(request)) {
            String path = request.getPath();
            meters.answered(
                    path.startsWith("/api/") ? "v1" : path.startsWith("/zoom/") ? "zoom" : "page", response.code());
            response.header("X-Content-Type-Options", "nosniff");
        }
    }

    private boolean isManagement(HttpRequest<?> request) {
        return request.getServerAddress().getPort() == managementPort;
    }

    /** What has no route of its own falls to the page's; below the two APIs that is no file, and told to nobody. */
    private static boolean isOpen(HttpRequest<?> request) {
        String path = request.getPath();
        return !path.startsWith("/api/")
                && !path.startsWith("/zoom/")
                && RouteAttributes.getRouteInfo(request)
                        .map(route -> route.getAnnotationMetadata().hasAnnotation(OpenToAll.class))
                        .orElse(false);
    }

    private static @Nullable String bearer(HttpRequest<?> request) {
        var given = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
        // A header that is there twice is as good as none: which of the two was meant is not ours to guess.
        if (given.size() != 1 || !given.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return given.get(0).substring(SCHEME.length()).strip();
    }
}
