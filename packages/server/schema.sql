-- Generated from the migrations by `pnpm generate`. Do not edit.

CREATE TABLE audit (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  token text,
  request_id text NOT NULL,
  action text NOT NULL,
  "table" text,
  rows bigint,
  result text NOT NULL,
  detail jsonb NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (id),
  CONSTRAINT audit_result_check CHECK ((result = ANY (ARRAY['done'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE departments (
  id integer NOT NULL,
  department text NOT NULL,
  CONSTRAINT departments_department_check CHECK ((((octet_length(department) <= 255) OR (char_length(department) <= 255)) AND (((ascii(department) >= 33) AND (ascii(department) <= 126)) OR (department ~ '[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]'::text)))),
  CONSTRAINT departments_pkey PRIMARY KEY (id)
);

CREATE TABLE hired_employees (
  id integer NOT NULL,
  name text NOT NULL,
  datetime timestamp with time zone NOT NULL,
  department_id integer NOT NULL,
  job_id integer NOT NULL,
  CONSTRAINT hired_employees_datetime_check CHECK (((datetime >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (datetime < '10000-01-01 00:00:00+00'::timestamp with time zone))),
  CONSTRAINT hired_employees_department_id_fkey FOREIGN KEY (department_id) REFERENCES departments(id) DEFERRABLE,
  CONSTRAINT hired_employees_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id) DEFERRABLE,
  CONSTRAINT hired_employees_name_check CHECK ((((octet_length(name) <= 255) OR (char_length(name) <= 255)) AND (((ascii(name) >= 33) AND (ascii(name) <= 126)) OR (name ~ '[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]'::text)))),
  CONSTRAINT hired_employees_pkey PRIMARY KEY (id)
);

CREATE TABLE jobs (
  id integer NOT NULL,
  job text NOT NULL,
  CONSTRAINT jobs_job_check CHECK ((((octet_length(job) <= 255) OR (char_length(job) <= 255)) AND (((ascii(job) >= 33) AND (ascii(job) <= 126)) OR (job ~ '[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]'::text)))),
  CONSTRAINT jobs_pkey PRIMARY KEY (id)
);

CREATE TABLE rejects (
  load_id uuid NOT NULL,
  line bigint NOT NULL,
  "offset" bigint NOT NULL,
  length bigint NOT NULL,
  problems jsonb NOT NULL,
  text bytea NOT NULL,
  truncated boolean NOT NULL DEFAULT false,
  CONSTRAINT rejects_pkey PRIMARY KEY (load_id, line)
);

CREATE TABLE tasks (
  id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  server integer NOT NULL,
  input jsonb NOT NULL,
  progress jsonb,
  result jsonb,
  error jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  token text,
  request_id text NOT NULL DEFAULT 'unknown'::text,
  home uuid,
  attempts integer NOT NULL DEFAULT 0,
  CONSTRAINT tasks_pkey PRIMARY KEY (id),
  CONSTRAINT tasks_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX tasks_created_at_id_idx ON public.tasks USING btree (created_at, id);
CREATE INDEX tasks_unfinished_idx ON public.tasks USING btree (server) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE TABLE tokens (
  id text NOT NULL,
  name text NOT NULL,
  sha256 bytea NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT tokens_pkey PRIMARY KEY (id)
);
