{{/* All that is wrong with the values and that values.schema.json cannot say, at once, each with what to do. */}}
{{- define "qsstream.refuse" -}}
{{- $wrong := list -}}
{{- $v := .Values -}}
{{- if not $v.kafka.bootstrapServers -}}
{{- $wrong = append $wrong "kafka.bootstrapServers is not set: give it the brokers, such as broker-0:9092,broker-1:9092" -}}
{{- end -}}
{{- if and (or $v.processor.enabled $v.dashboard.enabled (include "qsstream.ingestReadsRecords" .)) (not $v.schemaRegistry.url) -}}
{{- $wrong = append $wrong "schemaRegistry.url is not set: give it the registry, such as http://registry:8081" -}}
{{- end -}}
{{- if and $v.schemaRegistry.existingSecret $v.schemaRegistry.userInfo -}}
{{- $wrong = append $wrong "schemaRegistry has both existingSecret and userInfo: keep one" -}}
{{- end -}}
{{- if $v.ingest.enabled -}}
{{- if not (or $v.ingest.webhook.existingSecret $v.ingest.webhook.secretToken) -}}
{{- $wrong = append $wrong "ingest.webhook has no secret: name an existingSecret with the key ZOOM_WEBHOOK_SECRET_TOKEN (kubectl create secret generic zoom-app --from-literal=ZOOM_WEBHOOK_SECRET_TOKEN=...), or set secretToken" -}}
{{- end -}}
{{- if and $v.ingest.webhook.existingSecret (or $v.ingest.webhook.secretToken $v.ingest.webhook.appSecretTokens) -}}
{{- $wrong = append $wrong "ingest.webhook has both existingSecret and tokens of its own: keep one" -}}
{{- end -}}
{{- if and $v.ingest.webhook.apps (not $v.ingest.webhook.existingSecret) -}}
{{- $wrong = append $wrong "ingest.webhook.apps are keys of existingSecret, which is not set: set it, or use appSecretTokens" -}}
{{- end -}}
{{- if and $v.ingest.autoscaling.enabled (gt (int $v.ingest.autoscaling.minReplicas) (int $v.ingest.autoscaling.maxReplicas)) -}}
{{- $wrong = append $wrong "ingest.autoscaling.minReplicas is more than maxReplicas" -}}
{{- end -}}
{{- if and $v.ingest.ingress.enabled (not $v.ingest.ingress.host) -}}
{{- $wrong = append $wrong "ingest.ingress.host is not set: give it the public name that Zoom posts to" -}}
{{- end -}}
{{- if le (int $v.ingest.terminationGracePeriodSeconds) (add $v.ingest.preStopSeconds 10) -}}
{{- $wrong = append $wrong "ingest.terminationGracePeriodSeconds must be more than preStopSeconds and 10 s for what is in flight" -}}
{{- end -}}
{{- end -}}
{{- if $v.processor.enabled -}}
{{- if ge (int $v.processor.standbyReplicas) (int $v.processor.replicas) -}}
{{- $wrong = append $wrong "processor.standbyReplicas must be less than processor.replicas: a copy on the same replica helps nobody" -}}
{{- end -}}
{{- if and $v.strimzi.topics.enabled (gt (int $v.processor.replicas) (int $v.strimzi.topics.partitions)) -}}
{{- $wrong = append $wrong "processor.replicas is more than strimzi.topics.partitions: the rest would have nothing to do" -}}
{{- end -}}
{{- end -}}
{{- if $v.dashboard.enabled -}}
{{- if not (or $v.dashboard.auth.existingSecret $v.dashboard.auth.apiToken) -}}
{{- $wrong = append $wrong "dashboard.auth has no secret: name an existingSecret with the key DASHBOARD_API_TOKEN (kubectl create secret generic dashboard-token --from-literal=DASHBOARD_API_TOKEN=$(openssl rand -hex 32)), or set apiToken" -}}
{{- end -}}
{{- if and $v.dashboard.auth.existingSecret $v.dashboard.auth.apiToken -}}
{{- $wrong = append $wrong "dashboard.auth has both existingSecret and apiToken: keep one" -}}
{{- end -}}
{{- if and $v.dashboard.notify.existingSecret $v.dashboard.notify.webhookUrl -}}
{{- $wrong = append $wrong "dashboard.notify has both existingSecret and webhookUrl: keep one" -}}
{{- end -}}
{{- if and $v.dashboard.ingress.enabled (not $v.dashboard.ingress.host) -}}
{{- $wrong = append $wrong "dashboard.ingress.host is not set: give it the name under which people open the dashboard" -}}
{{- end -}}
{{- end -}}
{{- if and (or $v.strimzi.topics.enabled $v.strimzi.users.enabled) (not $v.strimzi.cluster) -}}
{{- $wrong = append $wrong "strimzi.cluster is not set: give it the name of the Kafka resource" -}}
{{- end -}}
{{- if and $v.strimzi.users.enabled $v.strimzi.namespace (ne $v.strimzi.namespace .Release.Namespace) -}}
{{- $wrong = append $wrong "strimzi.users needs strimzi.namespace to be the release's: Strimzi makes the users' Secrets beside the users, and pods read Secrets of their own namespace only" -}}
{{- end -}}
{{- if $wrong -}}
{{- fail (printf "\n  %s\n" (join "\n  " $wrong)) -}}
{{- end -}}
{{- end }}
