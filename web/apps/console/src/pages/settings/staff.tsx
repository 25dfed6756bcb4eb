import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Form, Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema, tagged } from "../../../../../shared/api.ts";
import { date } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay, useMe } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Kept } from "../../ui/kept.tsx";
import { Once } from "../../ui/once.tsx";
import { Tag, Who } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { useList } from "../../ui/table.tsx";
import { staffWords } from "./staffwords.ts";

type Staff = Schema<"StaffOut">;
type Role = Schema<"StaffBody">["role"];

interface Values {
  name: string;
  email: string;
  role: Role;
  where: "all" | "some";
  store_ids: string[];
}

/** The address at which an invitation is accepted. */
export function invitationLink(secret: string): string {
  return `${location.origin}${import.meta.env.BASE_URL}invitation#${secret}`;
}

/** Staff: list, invite, change, disable. */
export default function StaffSection(): ReactNode {
  const t = useWords(staffWords);
  const lang = useLanguage();
  const me = useMe();
  const may = useMay("staff:write");
  const { name: storeName } = useStores();
  const [edited, setEdited] = useState<{ staff?: Staff; tag?: string }>();
  const [link, setLink] = useState<{ name: string; secret: string }>();
  const roles = useQuery({ queryKey: ["roles", lang], queryFn: () => ok(api.GET("/v1/roles")), staleTime: 300_000 });
  const roleName = (role: string) => roles.data?.roles?.find((r) => r.role === role)?.name ?? role;
  const data = useList<Staff>(["staff"], (after) =>
    ok(api.GET("/v1/staff", { params: { query: { after, limit: 100 } } })),
  );
  const open = async (staff: Staff) => {
    const read = await tagged(api.GET("/v1/staff/{id}", { params: { path: { id: staff.id } } }));
    setEdited({ staff: read.data, tag: read.tag });
  };
  return (
    <Kept<Staff>
      title={t.staff}
      list={data}
      add={may ? { text: t.invite, open: () => setEdited({}) } : undefined}
      none={{ title: t.none }}
      columns={[
        {
          title: t.name,
          render: (_, s) =>
            may ? (
              <Button type="link" className="cell-link" onClick={() => void open(s)} title={t.edit(s.name)}>
                <Who name={s.name} sub={s.email} />
              </Button>
            ) : (
              <Who name={s.name} sub={s.email} />
            ),
        },
        {
          title: t.role,
          render: (_, s) => (
            <span className="row">
              {roleName(s.role)}
              {s.id === me.id ? <Tag tone="accent">{t.you}</Tag> : null}
            </span>
          ),
        },
        {
          title: t.stores,
          render: (_, s) => (
            <span className="wrap">
              {s.all_stores ? t.allStores : (s.store_ids ?? []).map(storeName).join("、") || t.noStore}
            </span>
          ),
        },
        { title: t.factor, render: (_, s) => (s.second_factor ? <Tag tone="good">{t.on}</Tag> : <Tag>{t.off}</Tag>) },
        {
          title: t.state,
          className: "corner",
          render: (_, s) => (
            <Tag tone={s.status === "active" ? "good" : s.status === "invited" ? "warn" : undefined}>
              {s.status === "active" ? t.active : s.status === "invited" ? t.invited : t.disabled}
            </Tag>
          ),
        },
        { title: t.since, render: (_, s) => (s.created_at ? date(s.created_at) : "—") },
      ]}
    >
      {edited ? (
        <StaffDrawer
          {...edited}
          roles={(roles.data?.roles ?? []).map((r) => ({ value: r.role as Role, label: r.name, text: r.explanation }))}
          reread={open}
          linked={setLink}
          close={() => setEdited(undefined)}
        />
      ) : null}
      {link ? (
        <Drawer open size={480} title={t.linkTitle(link.name)} onClose={() => setLink(undefined)}>
          <div className="stack">
            <p>{t.linkText}</p>
            <Once label={t.link} text={invitationLink(link.secret)} warning={t.linkOnce} />
            <Button onClick={() => setLink(undefined)}>{t.done}</Button>
          </div>
        </Drawer>
      ) : null}
    </Kept>
  );
}

interface DrawerProps {
  staff?: Staff;
  tag?: string;
  roles: { value: Role; label: string; text: string }[];
  reread: (staff: Staff) => Promise<void>;
  linked: (link: { name: string; secret: string }) => void;
  close: () => void;
}

function StaffDrawer({ staff, tag, roles, reread, linked, close }: DrawerProps): ReactNode {
  const t = useWords(staffWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const { stores } = useStores();
  const [form] = Form.useForm<Values>();
  const [key] = useState(onceKey);
  const where = Form.useWatch("where", form) ?? (staff?.all_stores === false ? "some" : "all");
  const role = Form.useWatch("role", form) ?? staff?.role;
  const send = async (v: Values) => {
    const place = { all_stores: v.where === "all", store_ids: v.where === "all" ? [] : (v.store_ids ?? []) };
    if (staff) {
      await ok(
        api.PATCH("/v1/staff/{id}", {
          params: { path: { id: staff.id }, header: { "If-Match": tag ?? "" } },
          body: { name: v.name, role: v.role, ...place },
        }),
      );
      void message.success(t.saved);
    } else {
      const made = await ok(
        api.POST("/v1/staff", {
          headers: { "Idempotency-Key": key },
          body: { name: v.name, email: v.email.trim(), role: v.role, ...place },
        }),
      );
      if (made.invitation) linked({ name: made.name, secret: made.invitation });
    }
    await client.invalidateQueries({ queryKey: ["staff"] });
  };
  return (
    <FormDrawer<Values>
      form={form}
      title={staff ? t.edit(staff.name) : t.invite}
      submit={staff ? undefined : t.inviteSend}
      start={
        staff
          ? {
              ...staff,
              role: staff.role as Role,
              store_ids: staff.store_ids ?? [],
              where: staff.all_stores ? "all" : "some",
            }
          : { where: "all", store_ids: [] }
      }
      send={send}
      fresh={staff ? () => reread(staff) : undefined}
      close={close}
    >
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input maxLength={100} autoFocus={!staff} />
      </Form.Item>
      <Form.Item
        name="email"
        label={t.email}
        extra={staff ? t.emailFixed : t.emailHelp}
        rules={[{ required: true, type: "email", message: t.emailShape }]}
      >
        <Input maxLength={254} disabled={!!staff} />
      </Form.Item>
      <Form.Item
        name="role"
        label={t.role}
        extra={roles.find((r) => r.value === role)?.text}
        rules={[{ required: true, message: t.roleNeeded }]}
      >
        <Select options={roles.map(({ value, label }) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="where" label={t.stores}>
        <Select
          options={[
            { value: "all", label: t.allStores },
            { value: "some", label: t.someStores },
          ]}
        />
      </Form.Item>
      {where === "some" ? (
        <Form.Item name="store_ids" label={t.which} rules={[{ required: true, message: t.whichNeeded }]}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            options={stores.map((s) => ({ value: s.id, label: s.name }))}
          />
        </Form.Item>
      ) : null}
      {staff ? <StaffActs staff={staff} tag={tag ?? ""} linked={linked} close={close} /> : null}
    </FormDrawer>
  );
}

/** What is done to a staff member at once: a new link, resetting the second factor, disabling. */
function StaffActs(props: {
  staff: Staff;
  tag: string;
  linked: (link: { name: string; secret: string }) => void;
  close: () => void;
}): ReactNode {
  const t = useWords(staffWords);
  const me = useMe();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const { staff, tag } = props;
  const work = async (what: () => Promise<unknown>, said?: string) => {
    try {
      await what();
      await client.invalidateQueries({ queryKey: ["staff"] });
      if (said) void message.success(said);
      props.close();
    } catch (cause) {
      void message.error(cause instanceof Error ? cause.message : String(cause));
    }
  };
  const path = { id: staff.id };
  const confirm = (title: string, content: string, okText: string, what: () => Promise<unknown>, said?: string) =>
    modal.confirm({
      title,
      content,
      okText,
      cancelText: t.cancel,
      okButtonProps: { danger: true },
      onOk: () => work(what, said),
    });
  const setStatus = (status: "active" | "disabled") =>
    ok(api.PATCH("/v1/staff/{id}", { params: { path, header: { "If-Match": tag } }, body: { status } }));
  const newLink = () =>
    work(async () => {
      const made = await ok(api.POST("/v1/staff/{id}/link", { params: { path } }));
      if (made.invitation) props.linked({ name: staff.name, secret: made.invitation });
    });
  const own = staff.id === me.id;
  return (
    <fieldset className="plain-fieldset">
      <legend>{t.acts}</legend>
      <div className="row">
        {staff.status === "disabled" ? null : (
          <Button
            onClick={() =>
              staff.status === "invited"
                ? void newLink()
                : confirm(t.linkAsk(staff.name), t.linkAskText, t.newLink, newLink)
            }
          >
            {staff.status === "invited" ? t.linkAgain : t.newLink}
          </Button>
        )}
        {staff.second_factor && !own ? (
          <Button
            onClick={() =>
              confirm(
                t.resetAsk(staff.name),
                t.resetText,
                t.reset,
                () => ok(api.DELETE("/v1/staff/{id}/second-factor", { params: { path } })),
                t.resetDone,
              )
            }
          >
            {t.reset}
          </Button>
        ) : null}
        {own ? null : staff.status === "disabled" ? (
          <Button onClick={() => void work(() => setStatus("active"), t.enabledDone)}>{t.enable}</Button>
        ) : (
          <Button
            danger
            onClick={() =>
              confirm(t.disableAsk(staff.name), t.disableText, t.disable, () => setStatus("disabled"), t.disabledDone)
            }
          >
            {t.disable}
          </Button>
        )}
      </div>
      {own ? <p className="meta">{t.ownNote}</p> : null}
    </fieldset>
  );
}
