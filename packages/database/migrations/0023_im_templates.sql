-- WhatsApp templates and whether Meta has approved them, for the one sender of the installation.
create table im_template (
  name text not null,
  language text not null check (language ~ '^[a-z]{2}$'),
  content_sid text not null unique,
  category text not null,
  state text not null check (state in ('approved','pending','rejected','paused')),
  because text,
  updated_at timestamptz not null,
  primary key (name, language)
);
